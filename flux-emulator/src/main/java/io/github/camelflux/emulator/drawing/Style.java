package io.github.camelflux.emulator.drawing;

/**
 * The influence of a finetune: colours of its own, which its name decides.
 *
 * @param strength 0 for none, 1 for full influence, 2 at most
 */
public record Style(String name, double strength) {
    private static final float WIDEST_TURN = 0.35f;
    private static final float STRONGEST_TINT = 0.3f;

    Scene.Palette applied(Scene.Palette palette) {
        Noise noise = new Noise(name.hashCode());
        float share = (float) strength / 2;
        float turn = (noise.at(1) - 0.5f) * 2 * WIDEST_TURN * share;
        int colour = Rgb.turn(0xd04848, noise.at(2));
        return palette.turned(turn).towards(colour, STRONGEST_TINT * share);
    }
}
