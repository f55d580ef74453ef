package io.github.camelflux.emulator.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LetteringTest {

    @Test
    void hasAShapeOfItsOwnForEveryPrintableSign() {
        Set<Integer> shapes = new HashSet<>();
        for (char c = '!'; c <= '~'; c++) {
            shapes.add(Arrays.hashCode(written(String.valueOf(c))));
        }
        shapes.add(Arrays.hashCode(written("\ufffd")));

        assertThat(shapes).hasSize('~' - '!' + 2);
    }

    @Test
    void writesLettersWithoutTheirAccentsAndUnknownSignsAsOneBox() {
        assertThat(Lettering.plain("Crème brûlée, Ærø, Straße — “ja”…"))
                .isEqualTo("Creme brulee, AEro, Strasse - \"ja\"…");
        assertThat(Lettering.plain("日本 🙂!")).isEqualTo("\ufffd\ufffd \ufffd!");
        assertThat(Lettering.plain("한국!")).isEqualTo("\ufffd\ufffd!");
        assertThat(Lettering.plain(" two\n\t lines\u0000 ")).isEqualTo("two lines");
    }

    @Test
    void wrapsBetweenWords() {
        float room = Lettering.width("a wide and long line");

        assertThat(Caption.wrap("a wide and long line of words", room))
                .containsExactly("a wide and long line", "of words");
    }

    @Test
    void breaksAWordThatIsTooLongByItself() {
        List<String> lines = Caption.wrap("mmmmmmmm", Lettering.width("mmm"));

        assertThat(lines).containsExactly("mmm", "mmm", "mm");
    }

    @Test
    void shortensWhatDoesNotFitWithAnEllipsis() {
        float room = Lettering.width("word word word");
        List<String> lines = Caption.wrap("word ".repeat(40).strip(), room);

        assertThat(lines).hasSize(5).last().asString().endsWith("…");
        assertThat(lines).allMatch(line -> Lettering.width(line) <= room);
    }

    private static int[] written(String text) {
        Canvas canvas = Canvas.blank(60, 60);
        Mask mask = new Mask(60, 60);
        Lettering.write(mask, text, 10, 10, 2, 3);
        mask.print(canvas, 0, 0, 0xffffff);
        return canvas.pixels();
    }
}
