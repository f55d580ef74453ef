package io.github.camelflux.emulator.drawing;

/**
 * The influence of a finetune: colours of its own, which its name decides.
 *
 * @param strength 0 for none, 1 for full influence, 2 at most
 */
public record Style(String name, double strength) {
    private static final float LEAST_TURN = 0.15f;
    private static final float MORE_TURN = 0.35f;
    private static final float STRONGEST_TINT = 0.5f;

    Scene.Palette applied(Scene.Palette palette) {
        Noise noise = new Noise(name.hashCode());
        float share = (float) strength / 2;
        float turn = (noise.at(0) < 0.5f ? -share : share) * (LEAST_TURN + MORE_TURN * noise.at(1));
        int colour = Rgb.turn(0xd04848, noise.at(2));
        return palette.turned(turn).towards(colour, STRONGEST_TINT * share);
    }
}
