package io.github.camelflux.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The fingerprint by which bytes are known, in hexadecimal. */
public final class Sha256 {
    private static final int BUFFER = 64 * 1024;

    private final MessageDigest digest;

    /** Begins a fingerprint of what is added piece by piece. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Of the text in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String of(byte[] bytes) {
        return new Sha256().add(bytes).value();
    }

    /** Of what a file has now. */
    public static String of(Path file) throws IOException {
        Sha256 sha256 = new Sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.digest.update(buffer, 0, read);
            }
        }
        return sha256.value();
    }

    public Sha256 add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** The fingerprint of all that was added; what is added from here on begins another. */
    public String value() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
