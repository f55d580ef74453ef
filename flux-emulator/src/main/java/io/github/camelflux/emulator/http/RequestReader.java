package io.github.camelflux.emulator.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of one connection, one after the other, as <a
 * href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a> frames them.
 */
final class RequestReader {
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private int headBytesLeft;

    /** @param in buffered, since it is read byte by byte */
    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** A request that cannot be answered by a handler; the connection is of no use after it. */
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;
        final int status;

        Unreadable(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    /** Waits for the next request; null when the client has closed the connection. */
    @Nullable
    Request next() throws IOException {
        headBytesLeft = MAX_HEAD_BYTES;
        String line = readLine();
        if (line != null && line.isEmpty()) {
            line = readLine(); // some clients end a body with an empty line of their own
        }
        if (line == null) {
            return null;
        }
        String[] start = line.split(" ");
        if (start.length != 3 || !start[1].startsWith("/") || !start[2].startsWith("HTTP/1.")) {
            throw new Unreadable(400, "Not an HTTP/1.1 request line");
        }
        Map<String, List<String>> headers = readHeaders();
        String target = start[1];
        int question = target.indexOf('?');
        return new Request(
                start[0],
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers,
                readBody(headers),
                start[2].equals("HTTP/1.1") && list(headers, "Connection").noneMatch("close"::equalsIgnoreCase));
    }

    private Map<String, List<String>> readHeaders() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = readLine(); line == null || !line.isEmpty(); line = readLine()) {
            int colon = line == null ? -1 : line.indexOf(':');
            if (colon <= 0) {
                throw new Unreadable(400, "Not a header line");
            }
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        headers.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(headers);
    }

    private byte[] readBody(Map<String, List<String>> headers) throws IOException {
        boolean chunked = headers.containsKey("Transfer-Encoding");
        if (chunked && !String.join(",", headers.get("Transfer-Encoding")).equalsIgnoreCase("chunked")) {
            throw new Unreadable(501, "No Transfer-Encoding but chunked");
        }
        List<String> lengths = list(headers, "Content-Length").distinct().toList();
        if (lengths.size() > 1) {
            throw new Unreadable(400, "More than one Content-Length");
        }
        long length = chunked || lengths.isEmpty() ? 0 : parse(lengths.get(0), 10);
        if (length > MAX_BODY_BYTES) {
            throw new Unreadable(413, "More than " + MAX_BODY_BYTES + " bytes");
        }
        if (first(headers, "Expect").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return chunked ? readChunks() : readFully((int) length);
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (long size = readChunkSize(); size > 0; size = readChunkSize()) {
            if (size > MAX_BODY_BYTES - body.size()) {
                throw new Unreadable(413, "More than " + MAX_BODY_BYTES + " bytes");
            }
            body.writeBytes(readFully((int) size));
            readLine();
        }
        readHeaders(); // the trailer section, which nobody needs
        return body.toByteArray();
    }

    private long readChunkSize() throws IOException {
        headBytesLeft = MAX_HEAD_BYTES;
        String line = readLine();
        return parse(line == null ? "?" : line.split(";", 2)[0].strip(), 16);
    }

    private byte[] readFully(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new Unreadable(400, "The body ended early");
        }
        return bytes;
    }

    private @Nullable String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (headBytesLeft-- == 0) {
                throw new Unreadable(431, "More than " + MAX_HEAD_BYTES + " bytes of headers");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    private static String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.get(name);
        return values == null ? "" : values.get(0);
    }

    /** All members of a header that is a list, whether in one line or in several. */
    private static Stream<String> list(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip);
    }

    private static long parse(String number, int radix) throws Unreadable {
        try {
            long length = number.isEmpty() ? 0 : Long.parseLong(number, radix);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new Unreadable(400, "Not a length");
        }
        throw new Unreadable(400, "A negative length");
    }
}
