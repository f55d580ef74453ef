package io.github.camelflux.maven;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.OutputFormat;
import io.github.camelflux.Parameter;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.RequestFault;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one {@code <image>} with the defaults that it does not override, and finds every fault in it at once. */
final class ImageReader {
    /** What decides one picture; how pictures are handed over is the plugin's business. */
    private static final Set<String> PARAMETERS = Arrays.stream(Parameter.values())
            .filter(parameter -> parameter.isPartOfThePicture() && parameter != Parameter.NUMBER_RESULTS)
            .map(Parameter::id)
            .collect(Collectors.toUnmodifiableSet());

    private static final String PRICE = "price";
    private static final BigDecimal DEAREST = BigDecimal.valueOf(1000);

    private static final String PROMPT_FILE = "promptFile";
    private static final Set<String> OF_ONE_IMAGE = Set.of("id", "file", PROMPT_FILE, Parameter.PROMPT.id());

    /** The elements that {@code <defaults>} may have. */
    static final Set<String> DEFAULTS = sorted(Stream.concat(PARAMETERS.stream(), Stream.of("model", "provider", PRICE))
            .filter(name -> !OF_ONE_IMAGE.contains(name)));

    /** The elements that {@code <image>} may have. */
    static final Set<String> ALLOWED = sorted(Stream.concat(DEFAULTS.stream(), OF_ONE_IMAGE.stream()));

    private static final long LONGEST_PROMPT_FILE = 400_000;
    private static final int SEED_DIGITS = 8;

    private final Map<String, String> elements;
    private final Path basedir;
    private final List<Fault> faults = new ArrayList<>();

    /**
     * One thing that is wrong.
     *
     * @param element which has it
     * @param text what was given, and what is allowed
     */
    record Fault(String element, String text) {}

    /** All that is wrong with one image. */
    static final class Faults extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<Fault> all;

        private Faults(List<Fault> all) {
            super(all.toString());
            this.all = List.copyOf(all);
        }

        List<Fault> all() {
            return all;
        }
    }

    /** @param elements texts by name; a blank one means that it is not set */
    ImageReader(Map<String, String> elements, Path basedir) {
        this.elements = elements.entrySet().stream()
                .filter(element -> !element.getValue().isBlank())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        this.basedir = basedir;
    }

    private static Set<String> sorted(Stream<String> names) {
        return names.collect(Collectors.toCollection(TreeSet::new));
    }

    /** @throws Faults with every fault */
    DeclaredImage read(String id) throws Faults {
        for (String name : elements.keySet()) {
            if (!ALLOWED.contains(name)) {
                fault("<" + name + ">", elements.get(name), "one of " + String.join(", ", ALLOWED));
            }
        }
        if (!FileNames.isName(id)) {
            fault("id", id, FileNames.NAME);
        }
        FluxModel model = choice("model", FluxModel.ULTRA, FluxModel::of);
        Provider provider = choice("provider", Provider.BFL, Provider::of);
        ImageRequest request = request(model, provider);
        String file = request == null ? "" : file(id, request);
        BigDecimal price = price(model);
        if (request == null || !faults.isEmpty()) {
            throw new Faults(faults);
        }
        return new DeclaredImage(id, file, provider, request, RequestDigest.of(request), price);
    }

    private <T> T choice(String name, T otherwise, Function<String, T> reader) {
        try {
            return elements.containsKey(name) ? reader.apply(elements.get(name).strip()) : otherwise;
        } catch (IllegalArgumentException e) {
            String all = otherwise instanceof Provider
                    ? Arrays.stream(Provider.values()).map(Provider::id).collect(Collectors.joining(", "))
                    : Arrays.stream(FluxModel.values()).map(FluxModel::id).collect(Collectors.joining(", "));
            fault(name, elements.get(name), all);
            return otherwise;
        }
    }

    /** A budget that the POM's author could lower a known price for would be none. */
    private @Nullable BigDecimal price(FluxModel model) {
        String given = elements.get(PRICE);
        if (given == null) {
            return null;
        }
        if (model.listPrice().isPresent()) {
            fault(
                    PRICE,
                    given,
                    "none with model " + model.id() + ", whose list price is "
                            + Dollars.of(model.listPrice().get()));
            return null;
        }
        Optional<BigDecimal> price =
                Dollars.read(given.strip()).filter(dollars -> dollars.signum() > 0 && dollars.compareTo(DEAREST) <= 0);
        if (price.isEmpty()) {
            fault(PRICE, given, "US dollars for one image, more than 0 and at most " + DEAREST + ", such as 0.07");
        }
        return price.orElse(null);
    }

    private @Nullable ImageRequest request(FluxModel model, Provider provider) {
        ImageRequest.Builder builder = ImageRequest.of(model).checkedFor(provider);
        try {
            for (String name : PARAMETERS) {
                Parameter.find(name).ifPresent(parameter -> builder.set(parameter, value(parameter)));
            }
            ImageRequest request = builder.build();
            return request.seed() == null
                    ? builder.seed(seedFor(RequestDigest.of(request))).build()
                    : request;
        } catch (InvalidRequest e) {
            e.faults().stream().map(this::asDeclared).forEach(faults::add);
            return null;
        }
    }

    /** The core has an image, or a prompt, where the POM has the name of a file. */
    private Fault asDeclared(RequestFault fault) {
        boolean isFromFile = fault.field().equals(Parameter.PROMPT.id()) && elements.containsKey(PROMPT_FILE);
        String element = isFromFile ? PROMPT_FILE : fault.field();
        boolean isFile = isFromFile || fault.field().equals(Parameter.IMAGE_PROMPT.id());
        String given = isFile ? elements.getOrDefault(element, fault.given()).strip() : fault.given();
        String more = isFromFile ? " (it has " + fault.given() + ")" : "";
        return new Fault(element, new RequestFault(element, given, fault.allowed()).describe() + more);
    }

    private @Nullable Object value(Parameter parameter) {
        String text = elements.get(parameter.id());
        return switch (parameter) {
            case PROMPT -> prompt(text);
            case IMAGE_PROMPT -> text == null ? null : imagePrompt(text.strip());
            default -> text == null ? null : text.strip();
        };
    }

    private @Nullable InputImage imagePrompt(String name) {
        try {
            return InputImage.ofFile(Bounds.source(basedir, name));
        } catch (IOException e) {
            unread(Parameter.IMAGE_PROMPT.id(), name, "an image file", e);
            return null;
        }
    }

    private void unread(String element, String name, String allowed, IOException e) {
        if (e instanceof NoSuchFileException && Bounds.isMissing(basedir, name)) {
            String text = element + " '" + name + "' is missing: there is no such file in " + basedir;
            faults.add(new Fault(element, LogLine.of(text)));
        } else {
            fault(element, name, allowed + " below the POM's directory (" + LogLine.of(Wording.of(e)) + ")");
        }
    }

    private @Nullable String prompt(@Nullable String inline) {
        String file = elements.get(PROMPT_FILE);
        if (file == null) {
            return inline == null ? null : PromptText.of(inline);
        }
        if (inline != null) {
            fault(PROMPT_FILE, file, "either a prompt or a promptFile");
        }
        return promptOf(file.strip());
    }

    private @Nullable String promptOf(String name) {
        try {
            Path file = Bounds.source(basedir, name);
            if (Files.size(file) > LONGEST_PROMPT_FILE) {
                throw new IOException("it is larger than " + LONGEST_PROMPT_FILE + " bytes");
            }
            return PromptText.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            unread(PROMPT_FILE, name, "a text file in UTF-8", e);
            return "unread";
        }
    }

    /** A picture without a seed would be another one each time that it is asked for. */
    private static long seedFor(RequestDigest digest) {
        String hex = digest.value().substring(digest.value().indexOf(':') + 1);
        return Long.parseLong(hex.substring(0, SEED_DIGITS), 16) & Integer.MAX_VALUE;
    }

    private String file(String id, ImageRequest request) {
        OutputFormat format = request.outputFormat() == null ? OutputFormat.JPEG : request.outputFormat();
        String extension = format == OutputFormat.JPEG ? "jpg" : format.id();
        String file = elements.getOrDefault("file", id + "." + extension).strip();
        if (!FileNames.isPath(file)) {
            fault("file", file, FileNames.PATH);
        } else if (!file.endsWith("." + extension) && !(format == OutputFormat.JPEG && file.endsWith(".jpeg"))) {
            fault("file", file, "a name that ends in ." + extension + ", since outputFormat is " + format.id());
        }
        return file;
    }

    private void fault(String element, @Nullable String given, String allowed) {
        faults.add(new Fault(element, new RequestFault(element, String.valueOf(given), allowed).describe()));
    }
}
