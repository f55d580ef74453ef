package io.github.camelflux.examples.studio;

import io.github.camelflux.examples.studio.Settlement.Refusal;
import io.github.camelflux.examples.studio.Settlement.Verdict;
import java.time.Instant;
import java.util.Map;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What the page reads and changes without spending; what it orders goes to a route. */
@RestController
@RequestMapping("/api")
class StudioController {
    private static final int LONGEST_SEARCH = 200;
    private static final int LONGEST_TASK = 2000;
    private static final Trouble NOT_HERE =
            new Trouble("This order has not come in", "Nothing was asked for under its id, so it cost nothing so far.");
    private static final Trouble TAKEN =
            new Trouble("This order was taken", "It came in before it could be dropped. Its pictures are being made.");
    private static final Trouble GONE = new Trouble("This is gone", "It is too late to have it back.");

    private final Studio studio;
    private final Gallery gallery;
    private final Bin bin;
    private final Settlement settlement;
    private final Page page;

    StudioController(Studio studio, Gallery gallery, Bin bin, Settlement settlement, Page page) {
        this.studio = studio;
        this.gallery = gallery;
        this.bin = bin;
        this.settlement = settlement;
        this.page = page;
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events() {
        return page.open("gallery", gallery::beginning);
    }

    @GetMapping("/pictures")
    Gallery.Part before(
            @RequestParam @DateTimeFormat(iso = ISO.DATE_TIME) Instant before,
            @RequestParam(defaultValue = "") String words,
            @RequestParam(defaultValue = "false") boolean favourites) {
        return gallery.before(before, words.substring(0, Math.min(LONGEST_SEARCH, words.length())), favourites);
    }

    /** What became of an order whose answer was lost. */
    @GetMapping("/orders/{id}")
    ResponseEntity<?> order(@PathVariable String id) {
        return studio.find(id)
                .<ResponseEntity<?>>map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.status(HttpStatus.NOT_FOUND).body(NOT_HERE));
    }

    @DeleteMapping("/orders/{id}")
    ResponseEntity<?> drop(@PathVariable String id) {
        if (!NewOrder.isId(id)) {
            return ResponseEntity.badRequest().body(NOT_HERE);
        }
        return studio.drop(id)
                ? done(true)
                : ResponseEntity.status(HttpStatus.CONFLICT).body(TAKEN);
    }

    @PutMapping("/pictures/{id}/favourite")
    ResponseEntity<?> favourite(@PathVariable String id) {
        return done(gallery.favourite(id, true));
    }

    @DeleteMapping("/pictures/{id}/favourite")
    ResponseEntity<?> noFavourite(@PathVariable String id) {
        return done(gallery.favourite(id, false));
    }

    /** A picture can be had back for some seconds; what came to nothing is out of sight. */
    @DeleteMapping("/pictures/{id}")
    ResponseEntity<?> delete(@PathVariable String id) {
        return done(bin.delete(id) || gallery.dismiss(id, true));
    }

    @PostMapping("/pictures/{id}/restore")
    ResponseEntity<?> restore(@PathVariable String id) {
        return bin.restore(id) || gallery.dismiss(id, false)
                ? done(true)
                : ResponseEntity.status(HttpStatus.GONE).body(GONE);
    }

    /** All of them at once, since a provider that is down has many. */
    @DeleteMapping("/failures")
    ResponseEntity<?> dismissFailures() {
        gallery.dismissFailed();
        return done(true);
    }

    @PostMapping("/pictures/{id}/adopt")
    ResponseEntity<?> adopt(@PathVariable String id, @RequestBody Map<String, String> told) {
        String task = told.getOrDefault("task", "").strip();
        if (task.isEmpty() || task.length() > LONGEST_TASK) {
            return ResponseEntity.badRequest()
                    .body(new Trouble("A task's id is needed", "Copy it from the account. Nothing has changed."));
        }
        settlement.settle(id, Verdict.ADOPT, task);
        return done(true);
    }

    @PostMapping("/pictures/{id}/release")
    ResponseEntity<?> release(@PathVariable String id) {
        settlement.settle(id, Verdict.RELEASE, "");
        return done(true);
    }

    @PostMapping("/pictures/{id}/give-up")
    ResponseEntity<?> giveUp(@PathVariable String id) {
        settlement.settle(id, Verdict.GIVE_UP, "");
        return done(true);
    }

    @PostMapping("/pictures/{id}/again")
    ResponseEntity<?> again(@PathVariable String id) {
        settlement.askAgain(id);
        return done(true);
    }

    @ExceptionHandler
    ResponseEntity<Trouble> refused(Refusal refusal) {
        return ResponseEntity.status(refusal.status()).body(refusal.trouble());
    }

    @ExceptionHandler
    ResponseEntity<Trouble> noRoom(NoRoom error) {
        return ResponseEntity.status(HttpStatus.INSUFFICIENT_STORAGE).body(error.trouble());
    }

    private static ResponseEntity<?> done(boolean done) {
        return done
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }
}
