package io.github.camelflux.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tells addresses of the public internet from those that only make sense inside a network. */
public final class PublicAddresses {
    /** What is reserved in the IANA registry of special-purpose IPv4 addresses. */
    private static final List<Block> RESERVED_V4 = List.of(
            new Block("0.0.0.0", 8),
            new Block("10.0.0.0", 8),
            new Block("100.64.0.0", 10),
            new Block("127.0.0.0", 8),
            new Block("169.254.0.0", 16),
            new Block("172.16.0.0", 12),
            new Block("192.0.0.0", 24),
            new Block("192.0.2.0", 24),
            new Block("192.88.99.0", 24),
            new Block("192.168.0.0", 16),
            new Block("198.18.0.0", 15),
            new Block("198.51.100.0", 24),
            new Block("203.0.113.0", 24),
            new Block("224.0.0.0", 3));

    private PublicAddresses() {}

    /** Whether anybody on the internet can mean this address. */
    public static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublicV4(bytes) : isPublicV6(bytes);
    }

    private static boolean isPublicV4(byte[] bytes) {
        return RESERVED_V4.stream().noneMatch(block -> block.contains(bits(bytes, 0, 4)));
    }

    /**
     * What is translated is as public as the IPv4 address in it. Of the others only global unicast, 2000::/3, is public; in
     * it, 2001::/23 is for protocols, 2001:db8::/32 and 3fff::/20 for documents.
     */
    private static boolean isPublicV6(byte[] bytes) {
        Optional<byte[]> translated = translated(bytes);
        if (translated.isPresent()) {
            return isPublicV4(translated.get());
        }
        long first = bits(bytes, 0, 4);
        boolean globalUnicast = first >>> 29 == 1;
        boolean protocols = first >>> 9 == 0x20010000L >>> 9;
        boolean documents = first == 0x20010db8L || first >>> 12 == 0x3fff0L;
        // Behind ISATAP it may lead outside, but only from a public network.
        boolean isatap = (bits(bytes, 8, 4) & ~0x0200_0000L) == 0x5efeL;
        return globalUnicast && !protocols && !documents && (!isatap || isPublicV4(Arrays.copyOfRange(bytes, 12, 16)));
    }

    /**
     * The IPv4 address that an IPv6 address leads to: behind NAT64 (64:ff9b::/96, and 64:ff9b:1::/48 where it has the same
     * form), and by 6to4 (2002::/16).
     */
    private static Optional<byte[]> translated(byte[] bytes) {
        long first = bits(bytes, 0, 4);
        if (first >>> 16 == 0x2002L) {
            return Optional.of(Arrays.copyOfRange(bytes, 2, 6));
        }
        boolean everybodys = bits(bytes, 4, 4) == 0 && bits(bytes, 8, 4) == 0;
        boolean ofANetwork = bits(bytes, 4, 2) == 1 && bits(bytes, 13, 3) != 0;
        return first == 0x0064_ff9bL && (everybodys || ofANetwork)
                ? Optional.of(Arrays.copyOfRange(bytes, 12, 16))
                : Optional.empty();
    }

    private static long bits(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    private record Block(long prefix, int length) {
        Block(String dotted, int length) {
            this(parse(dotted), length);
        }

        boolean contains(long address) {
            int shift = 32 - length;
            return address >>> shift == prefix >>> shift;
        }

        private static long parse(String dotted) {
            long value = 0;
            for (String part : dotted.split("\\.", -1)) {
                value = value << 8 | Integer.parseInt(part);
            }
            return value;
        }
    }
}
