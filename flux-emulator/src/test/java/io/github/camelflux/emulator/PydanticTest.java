package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Client.Answer;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values as pydantic 2.13.5 judged them, field by field, when it was asked. */
class PydanticTest {
    private static FluxEmulator emulator;
    private static Client client;

    @BeforeAll
    static void start() {
        emulator = FluxEmulator.builder()
                .generationTime(Duration.ZERO)
                .credits(new BigDecimal("100000"))
                .start();
        client = new Client(emulator);
    }

    @AfterAll
    static void close() {
        emulator.close();
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            seed | 42                    |
            seed | "42"                  |
            seed | " 42 "                |
            seed | "+42"                 |
            seed | "-0"                  |
            seed | "4_2"                 |
            seed | "42.0"                |
            seed | "1_0.0"               |
            seed | "042"                 |
            seed | 1e3                   |
            seed | -0.0                  |
            seed | 9e18                  |
            seed | true                  |
            seed | null                  |
            seed | "123456789012345678901234567890" |
            seed | "42."                 | int_parsing
            seed | "42.5"                | int_parsing
            seed | ".0"                  | int_parsing
            seed | "1e3"                 | int_parsing
            seed | "_1"                  | int_parsing
            seed | "1__0"                | int_parsing
            seed | "+-1"                 | int_parsing
            seed | "0x1"                 | int_parsing
            seed | ""                    | int_parsing
            seed | 1.5                   | int_from_float
            seed | 1e19                  | int_parsing_size
            seed | 1e400                 | finite_number
            seed | []                    | int_type
            raw  | 0                     |
            raw  | 1                     |
            raw  | 0.0                   |
            raw  | 1.0                   |
            raw  | "TRUE"                |
            raw  | "on"                  |
            raw  | "Y"                   |
            raw  | 2                     | bool_parsing
            raw  | -1                    | bool_parsing
            raw  | 2.0                   | bool_parsing
            raw  | " true"               | bool_parsing
            raw  | "1.0"                 | bool_parsing
            raw  | ""                    | bool_parsing
            raw  | 0.5                   | bool_type
            raw  | {}                    | bool_type
            raw  | null                  | bool_type
            image_prompt_strength | "0.5"    |
            image_prompt_strength | " 0.5 "  |
            image_prompt_strength | "1e-1"   |
            image_prompt_strength | ".5"     |
            image_prompt_strength | "+0.5"   |
            image_prompt_strength | "0_1"    |
            image_prompt_strength | "-1e-400" |
            image_prompt_strength | 1e-400   |
            image_prompt_strength | false    |
            image_prompt_strength | "5."     | less_than_equal
            image_prompt_strength | "inf"    | less_than_equal
            image_prompt_strength | "nan"    | less_than_equal
            image_prompt_strength | 1e400    | less_than_equal
            image_prompt_strength | "-Infinity" | greater_than_equal
            image_prompt_strength | "0.5f"   | float_parsing
            image_prompt_strength | "0x1p-1" | float_parsing
            image_prompt_strength | ""       | float_parsing
            image_prompt_strength | null     | float_type
            output_format | "png"        |
            output_format | null         |
            output_format | "JPEG"       | enum
            output_format | " png"       | enum
            output_format | 5            | enum
            output_format | []           | enum
            prompt | ""                  |
            prompt | true                | string_type
            webhook_url | "http://a"     |
            webhook_url | "http:a"       |
            webhook_url | "http:///a"    |
            webhook_url | " http://a "   |
            webhook_url | "HTTP://A"     |
            webhook_url | "http://a/b c" |
            webhook_url | "http://a/{x}" |
            webhook_url | "http://é.org/ü" |
            webhook_url | "http://my_app:8080/hook" |
            webhook_url | "http://user:p@ss@host/" |
            webhook_url | "http://[::1]/" |
            webhook_url | "http://a:/"   |
            webhook_url | ""             | url_parsing
            webhook_url | "hook"         | url_parsing
            webhook_url | "//a"          | url_parsing
            webhook_url | "1http://a"    | url_parsing
            webhook_url | "http://"      | url_parsing
            webhook_url | "http://?x"    | url_parsing
            webhook_url | "http://user@:80/x" | url_parsing
            webhook_url | "http://a b/"  | url_parsing
            webhook_url | "http://a:99999/" | url_parsing
            webhook_url | "http://a:x/"  | url_parsing
            webhook_url | "http://[::1"  | url_parsing
            webhook_url | "http://a%20b/" | url_parsing
            webhook_url | "ftp://a"      | url_scheme
            webhook_url | "mailto:x"     | url_scheme
            webhook_url | 5              | url_type
            """)
    void judgesAValueOfUltraAsPydanticDoes(String field, String value, String error) throws Exception {
        judges("flux-pro-1.1-ultra", field, value, error);
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            width | "1024" |
            width | 1024.0 |
            width | 257    | multiple_of
            width | 1441   | multiple_of
            width | 224    | greater_than_equal
            width | 1472   | less_than_equal
            width | 0      | greater_than_equal
            width | 1000.5 | int_from_float
            width | null   | int_type
            """)
    void findsTheViolationOfASideThatPydanticFindsFirst(String field, String value, String error) throws Exception {
        judges("flux-pro-1.1", field, value, error);
    }

    @Test
    void tellsABoundInTheTypeOfItsField() throws Exception {
        Answer whole = client.submit("{\"safety_tolerance\":7}");
        Answer fraction = client.submit("{\"image_prompt_strength\":-1}");

        assertThat(whole.json().at("/detail/0/ctx").toString()).isEqualTo("{\"le\":6}");
        assertThat(fraction.json().at("/detail/0/ctx").toString()).isEqualTo("{\"ge\":0.0}");
    }

    private static void judges(String model, String field, String value, String error) throws Exception {
        Answer answer = client.submit(model, "{\"" + field + "\":" + value + "}");

        JsonNode detail = answer.json().path("detail");
        assertThat(detail.at("/0/type").asText("")).isEqualTo(error == null ? "" : error);
        assertThat(answer.status()).isEqualTo(error == null ? 200 : 422);
        assertThat(detail.size()).isEqualTo(error == null ? 0 : 1);
    }
}
