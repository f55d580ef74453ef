package io.github.camelflux.maven;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which request has become which picture, for each image of a module.
 *
 * @param images by id
 */
record Lock(SortedMap<String, Entry> images) {
    static final Lock EMPTY = new Lock(new TreeMap<>());

    private static final long VERSION = 1;
    private static final Pattern DIGEST = Pattern.compile("[a-z0-9]{1,20}:[0-9a-f]{1,128}");

    Lock {
        images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
    }

    /** A later plugin has written it, which may mean other things by it. */
    static final class NewerException extends IOException {
        private static final long serialVersionUID = 1L;

        private NewerException(long version) {
            super(String.valueOf(version));
        }
    }

    /**
     * One image.
     *
     * @param request the digest of what was asked for
     * @param file where it belongs below the directory of images
     */
    record Entry(String request, String file, StoredImage image) {}

    Optional<Entry> find(String id) {
        return Optional.ofNullable(images.get(id));
    }

    /**
     * Which images belong to nobody any more: the one rule of a build, which warns of them, of {@code check}, which fails, of
     * {@code plan} and {@code report}, which show them, and of {@code prune}.
     *
     * @param declared ids, of all executions of the module that keep to this lock
     */
    List<String> orphans(Set<String> declared) {
        return images.keySet().stream().filter(id -> !declared.contains(id)).toList();
    }

    Lock with(String id, Entry entry) {
        SortedMap<String, Entry> changed = new TreeMap<>(images);
        changed.put(id, entry);
        return new Lock(changed);
    }

    Lock without(String id) {
        SortedMap<String, Entry> changed = new TreeMap<>(images);
        changed.remove(id);
        return new Lock(changed);
    }

    /** The same for equal locks on every machine, with a line for each field, so that changes merge. */
    String toText() {
        Map<String, Object> entries = new LinkedHashMap<>();
        images.forEach((id, entry) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("request", entry.request());
            fields.put("file", entry.file());
            fields.putAll(entry.image().toFields());
            entries.put(id, fields);
        });
        Map<String, Object> lock = new LinkedHashMap<>();
        lock.put("version", VERSION);
        lock.put("images", entries);
        return JsonText.write(lock);
    }

    /** @throws IOException if it is not what {@link #toText} writes */
    static Lock parse(String text) throws IOException {
        Map<String, Object> lock = JsonText.read(text);
        if (lock.get("version") instanceof Long version && version > VERSION) {
            throw new NewerException(version);
        }
        if (!Long.valueOf(VERSION).equals(lock.get("version"))) {
            throw new IOException("it has no 'version' that this plugin knows");
        }
        if (!(lock.get("images") instanceof Map<?, ?> entries)) {
            throw new IOException("it has no 'images'");
        }
        SortedMap<String, Entry> images = new TreeMap<>();
        for (Map.Entry<?, ?> each : entries.entrySet()) {
            String id = String.valueOf(each.getKey());
            // It is printed, and a build server obeys what it finds in a log.
            if (!FileNames.isName(id)) {
                throw new IOException("'images' has a name that is no image's: " + LogLine.of(id));
            }
            images.put(id, entry(each.getValue()));
        }
        return new Lock(images);
    }

    private static Entry entry(Object value) throws IOException {
        if (!(value instanceof Map<?, ?> fields)) {
            throw new IOException("an image is not an object");
        }
        try {
            String file = StoredImage.text(fields, "file");
            if (!FileNames.isPath(file)) {
                throw new IOException("'file' leads elsewhere");
            }
            String request = StoredImage.text(fields, "request");
            if (!DIGEST.matcher(request).matches()) {
                throw new IOException("'request' is no digest");
            }
            return new Entry(request, file, StoredImage.of(fields));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
