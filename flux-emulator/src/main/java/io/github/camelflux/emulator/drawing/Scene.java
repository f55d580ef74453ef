package io.github.camelflux.emulator.drawing;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is to be seen: chosen by the words of the prompt where they say something, else by its hash. */
record Scene(Palette palette, Land land, boolean night, boolean snow, boolean water, float clouds) {

    enum Land {
        MOUNTAINS(0x26364f, "mountain mountains alps alpine peak peaks cliff rock rocks volcano valley canyon dragon"),
        FOREST(0x0d3b27, "forest wood woods tree trees jungle pine pines park garden deer fox bear owl"),
        DUNES(0xb9622a, "desert dune dunes sand sahara camel camels pyramid mars oasis"),
        CITY(
                0x10182c,
                "city skyline skyscraper street tower towers building buildings urban town tokyo york london neon house"),
        HILLS(0x2c6a38, "hill hills meadow field fields farm village grass flowers vineyard horse sheep cat dog"),
        ISLANDS(
                0x173f50,
                "sea ocean beach coast island islands boat ship sail lighthouse wave waves harbour harbor whale");

        final int ground;
        final Set<String> words;

        Land(int ground, String words) {
            this.ground = ground;
            this.words = Set.of(words.split(" "));
        }
    }

    /** From the top of the sky down to the ground at one's feet. */
    record Palette(int zenith, int middle, int horizon, int light, int far, int near) {

        Palette turned(float hue) {
            return new Palette(
                    Rgb.turn(zenith, hue),
                    Rgb.turn(middle, hue),
                    Rgb.turn(horizon, hue / 2),
                    light,
                    Rgb.turn(far, hue),
                    Rgb.turn(near, hue));
        }

        Palette towards(int colour, float share) {
            return new Palette(
                    Rgb.mix(zenith, Rgb.mix(colour, 0, 90), share),
                    Rgb.mix(middle, colour, share),
                    Rgb.mix(horizon, Rgb.mix(colour, 0xffffff, 110), share),
                    light,
                    Rgb.mix(far, colour, share),
                    Rgb.mix(near, Rgb.mix(colour, 0, 190), share));
        }
    }

    private static final Palette DAY = new Palette(0x1f66c1, 0x5fabe6, 0xe9f2ec, 0xfff6dc, 0x86a9c2, 0x17413a);
    private static final Palette DAWN = new Palette(0x4566b5, 0xf0a0b6, 0xffe0bf, 0xfffbe8, 0xb497c0, 0x2a3056);
    private static final Palette SUNSET = new Palette(0x2a1b5c, 0xd2456b, 0xffb558, 0xfff0b8, 0x9f4a70, 0x1d0f30);
    private static final Palette TEAL = new Palette(0x0a3a4a, 0x1f8c8e, 0xf6d78c, 0xfff3cf, 0x4f9a94, 0x082430);
    private static final Palette EMBER = new Palette(0x2c0e16, 0xa3321f, 0xff9440, 0xffe2a0, 0x8c3b2c, 0x1a090c);
    private static final Palette NIGHT = new Palette(0x040818, 0x12285a, 0x3f6f9c, 0xeaf3ff, 0x28466f, 0x03060f);
    private static final Palette MIST = new Palette(0x8a9faa, 0xb5c4c7, 0xe6e8e0, 0xffffff, 0xa4b5b8, 0x2b3f45);

    private static final Set<String> NIGHT_WORDS = Set.of(
            "night",
            "moon",
            "moonlit",
            "stars",
            "star",
            "starry",
            "midnight",
            "dark",
            "aurora",
            "galaxy",
            "neon",
            "space",
            "owl");
    private static final Set<String> WATER_WORDS =
            Set.of("water", "lake", "river", "reflection", "reflections", "pond", "fjord", "swan", "bridge", "canal");
    private static final Set<String> SNOW_WORDS =
            Set.of("snow", "snowy", "winter", "ice", "icy", "arctic", "glacier", "frozen", "christmas", "alps");

    static Scene of(Picture picture, Noise noise) {
        List<String> words = List.of(picture.prompt().toLowerCase(Locale.ROOT).split("[^\\p{L}]+"));
        boolean night = mentions(words, NIGHT_WORDS);
        Land land = land(words, noise);
        boolean snow = mentions(words, SNOW_WORDS);
        Palette palette = palette(words, night, noise).turned((noise.at(3) - 0.5f) * 0.07f);
        Style style = picture.style();
        Palette styled = style == null ? palette : style.applied(palette);
        Tint tint = picture.tint();
        Palette tinted = tint == null ? styled : styled.towards(tint.rgb(), (float) tint.strength());
        boolean water = land == Land.ISLANDS
                || mentions(words, WATER_WORDS)
                || land != Land.DUNES && noise.at(4) < (land == Land.CITY ? 0.75f : 0.3f);
        return new Scene(tinted, land, night, snow, water, 0.25f + 0.6f * noise.at(5));
    }

    private static Land land(List<String> words, Noise noise) {
        for (String word : words) {
            for (Land land : Land.values()) {
                if (land.words.contains(word)) {
                    return land;
                }
            }
        }
        return Land.values()[(int) (noise.at(1) * Land.values().length)];
    }

    private static Palette palette(List<String> words, boolean night, Noise noise) {
        if (night) {
            return NIGHT;
        }
        if (mentions(words, Set.of("sunset", "dusk", "evening", "golden", "romantic"))) {
            return SUNSET;
        }
        if (mentions(words, Set.of("sunrise", "dawn", "morning", "pink", "spring"))) {
            return DAWN;
        }
        if (mentions(words, Set.of("fire", "volcano", "lava", "autumn", "mars", "dragon", "red"))) {
            return EMBER;
        }
        if (mentions(words, Set.of("fog", "foggy", "mist", "misty", "rain", "storm", "grey", "gray"))) {
            return MIST;
        }
        if (mentions(words, Set.of("sunny", "day", "noon", "summer", "blue", "beach", "meadow"))) {
            return DAY;
        }
        return List.of(DAY, DAWN, SUNSET, TEAL, EMBER).get((int) (noise.at(2) * 5));
    }

    private static boolean mentions(List<String> words, Set<String> some) {
        return words.stream().anyMatch(some::contains);
    }
}
