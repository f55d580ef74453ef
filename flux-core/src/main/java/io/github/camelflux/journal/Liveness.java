package io.github.camelflux.journal;

import io.github.camelflux.file.FileLocks;
import io.github.camelflux.file.PrivateDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Tells who is alive by locked files, one for each journal that is open: the operating system takes the lock from a
 * process that ends, however it ends, and leaves it to one that is only stopped.
 *
 * <p>A file of this very process must not be opened to see whether it is locked, since closing it would let go of the
 * lock. A holder's name therefore begins with the process, and within one a file that is there is taken for locked.
 */
final class Liveness implements AutoCloseable {
    private static final Pattern HOLDER = Pattern.compile("[0-9]{1,20}-[0-9]{1,20}-[0-9a-f-]{36}");

    /** The name of no process: none has the number zero. */
    static final String NOBODY = "0-0-" + new UUID(0, 0);

    /** The lock under which holders begin and the dead ones' files are deleted. */
    private static final String LOCK = "holders";

    private final PrivateDirectory files;
    private final String process;
    private final String self;
    private final FileChannel locked;

    private Liveness(PrivateDirectory files, String process, String self, FileChannel locked) {
        this.files = files;
        this.process = process;
        this.self = self;
        this.locked = locked;
    }

    /** Begins to live, and tidies up after those who no longer do. */
    static Liveness begin(PrivateDirectory files, FileLocks locks) throws IOException {
        String process = process();
        String self = process + UUID.randomUUID();
        // Until it is locked the file looks like one of the dead.
        return locks.holding(LOCK, held -> {
            FileChannel channel = files.open(self, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            try {
                if (channel.tryLock() == null) {
                    throw new IOException("somebody else has locked " + files.file(self));
                }
                Liveness liveness = new Liveness(files, process, self, channel);
                liveness.buryTheDead();
                return liveness;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        });
    }

    /** A process by number and start: containers that share a directory can each have a number one. */
    private static String process() {
        ProcessHandle process = ProcessHandle.current();
        long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return process.pid() + "-" + start + "-";
    }

    private void buryTheDead() throws IOException {
        for (String name : files.names()) {
            if (isHolder(name) && !isAlive(name)) {
                files.delete(name);
            }
        }
    }

    static boolean isHolder(String name) {
        return HOLDER.matcher(name).matches();
    }

    /** The name of whoever opened this journal. */
    String self() {
        return self;
    }

    /** Who somebody is, as seen from here. */
    TaskEntry.Holder holder(String name) throws IOException {
        if (name.equals(self)) {
            return TaskEntry.Holder.SELF;
        }
        return isAlive(name) ? TaskEntry.Holder.OTHER : TaskEntry.Holder.NOBODY;
    }

    private boolean isAlive(String name) throws IOException {
        return name.startsWith(process) ? files.has(name) : FileLocks.isLockedByOthers(files.file(name));
    }

    /** Makes sure that others can see that this journal is open: whoever is taken for dead must not begin anything. */
    void check() throws IOException {
        if (!files.has(self)) {
            throw new NoSuchFileException(files.file(self).toString(), null, "somebody has deleted it");
        }
    }

    @Override
    public void close() throws IOException {
        try (locked) {
            files.delete(self);
        }
    }
}
