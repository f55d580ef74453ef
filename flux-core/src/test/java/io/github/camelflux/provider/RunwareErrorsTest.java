package io.github.camelflux.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.ProviderError;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.TrustedOrigins;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a submit, in each place and shape in which the API was seen to say it. */
class RunwareErrorsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String ID = "17a2b204-94c7-4ae5-8c2d-369f6ed0eab6";
    private static final ImageRequest REQUEST =
            ImageRequest.ultra().prompt("A pier").build();

    private final RunwareDialect dialect = new RunwareDialect(
            null, ApiKey.of(Provider.RUNWARE, "test-key"), TrustedOrigins.of(Provider.RUNWARE, null, List.of()), 1024);

    private SubmitAnswer read(int status, String body) {
        return dialect.readSubmit(
                new Dialect.Submitted(REQUEST, TaskContext.of(Provider.RUNWARE), ID),
                (HttpOutcome.Reply) ScriptedTransport.reply(status, body),
                NOW);
    }

    private FluxException rejection(int status, String body) {
        SubmitAnswer answer = read(status, body);
        assertThat(answer).isInstanceOf(SubmitAnswer.Rejected.class);
        return ((SubmitAnswer.Rejected) answer).error();
    }

    private FluxException rejection(int status, String code, String more) {
        return rejection(
                status, "{\"data\":[],\"errors\":[{\"code\":\"" + code + "\",\"message\":\"No.\"" + more + "}]}");
    }

    static Stream<Arguments> reported() {
        return Stream.of(
                Arguments.of("invalidApiKey", 401, Refused.class),
                Arguments.of("unsupportedDimensions", 400, InvalidRequest.class),
                Arguments.of("invalidWidth", 400, InvalidRequest.class),
                Arguments.of("missingDimensionParameters", 400, InvalidRequest.class),
                Arguments.of("unsupportedParameter", 400, InvalidRequest.class),
                Arguments.of("unsupportedArchitectureNegativePrompt", 400, InvalidRequest.class),
                Arguments.of("invalidPositivePrompt", 400, InvalidRequest.class),
                Arguments.of("invalidPositivePrompt", 200, InvalidRequest.class),
                Arguments.of("thirdPartyInsufficientCredits", 400, Refused.class),
                Arguments.of("insufficientCredits", 402, Refused.class),
                Arguments.of("insufficientCredits", 200, Refused.class),
                Arguments.of("invalidProviderContent", 400, Moderated.class),
                Arguments.of("invalidProviderContent", 200, Moderated.class),
                Arguments.of("failedIpAdapterLoad", 400, InvalidRequest.class));
    }

    @ParameterizedTest
    @MethodSource("reported")
    void knowsWhatWasReportedFromTheLiveApi(String code, int status, Class<? extends FluxException> type) {
        FluxException rejection = rejection(status, code, "");

        assertThat(rejection).isInstanceOf(type).hasMessageContaining(code);
        assertThat(rejection.providerErrors()).extracting(ProviderError::code).containsExactly(code);
        assertThat(rejection.provider()).contains(Provider.RUNWARE);
    }

    @ParameterizedTest
    @CsvSource({
        "missingApiKey, KEY",
        "unauthorized, KEY",
        "authenticationFailed, KEY",
        "authFailed, KEY",
        "authTimeout, KEY",
        "invalidAuthentication, KEY",
        "invalidCredentials, KEY",
        "missingAuthentication, KEY",
        "tokenExpired, KEY",
        "tokenInvalid, KEY",
        "tokenMissing, KEY",
        "tokenRevoked, KEY",
        "forbidden, PERMISSION",
        "permissionDenied, PERMISSION",
        "insufficientPermissions, PERMISSION",
        "accountSuspended, PERMISSION",
        "organizationDisabled, PERMISSION",
        "workspaceDisabled, PERMISSION",
        "quotaExceeded, CREDITS",
        "monthlyQuotaReached, CREDITS",
        "insufficientBalance, CREDITS",
        "paymentRequired, CREDITS"
    })
    void tellsWhatStandsInTheCallersWay(String code, Refused.Reason reason) {
        for (int status : List.of(200, 400)) {
            assertThat(rejection(status, code, ""))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(reason));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maxTokensExceeded",
                "invalidAuthor",
                "modelDisabled",
                "loadBalancerFailed",
                "invalidTokenCount",
                "unsupportedAuthoringMode"
            })
    void blamesNoKeyAndNoCreditsForACodeThatOnlySoundsLikeIt(String code) {
        assertThat(rejection(400, code, "")).isInstanceOf(InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contentPolicyViolation",
                "providerContentPolicyViolation",
                "sensitiveContentDetected",
                "unsafeContentDetected",
                "nsfwContentDetected",
                "promptBlocked",
                "imageBlocked",
                "moderationFailed",
                "contentModerationFlagged"
            })
    void knowsModerationByItsCode(String code) {
        assertThat(rejection(400, code, "")).isInstanceOf(Moderated.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inferenceRateLimitExceeded",
                "providerRateLimitExceeded",
                "inferenceRateLimitRequestTooLarge",
                "rateLimitExceeded"
            })
    void waitsForWhatComesTooFast(String code) {
        for (int status : List.of(200, 400, 429)) {
            assertThat(read(status, "{\"errors\":[{\"code\":\"" + code + "\"}]}"))
                    .isInstanceOf(SubmitAnswer.Throttled.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providerError",
                "inferenceError",
                "processingFailed",
                "taskFailed",
                "noAvailableServer",
                "modelUnavailable",
                "modelDisabled",
                "modelNotReady",
                "internalServerError",
                "serviceUnavailable",
                "standardError",
                "unknownError",
                "unknownErrorWhileReadingResults",
                "timeoutProvider",
                "providerTimeout",
                "timeout",
                "taskCancelled",
                ""
            })
    void takesNoFaultOfThePlatformForProof(String code) {
        for (int status : List.of(200, 408, 409, 500, 503, 504, 302)) {
            assertThat(read(status, "{\"data\":[],\"errors\":[{\"code\":\"" + code + "\",\"message\":\"?\"}]}"))
                    .as(code + " under " + status)
                    .isInstanceOf(SubmitAnswer.InDoubt.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"invalidApiKey", "insufficientCredits", "invalidWidth", "promptBlocked", "rateLimitExceeded"})
    void takesNothingForProofUnderAServersError(String code) {
        assertThat(read(500, "{\"errors\":[{\"code\":\"" + code + "\"}]}")).isInstanceOf(SubmitAnswer.InDoubt.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidRequest",
        "401, Refused",
        "402, Refused",
        "403, Refused",
        "404, InvalidRequest",
        "413, InvalidRequest",
        "415, InvalidRequest",
        "422, InvalidRequest"
    })
    void takesARefusalForProofWhateverItSays(int status, String type) {
        for (String body : List.of("{\"message\":\"No\"}", "<html>No</html>", "No", "\"No\"")) {
            FluxException rejection = rejection(status, body);

            assertThat(rejection.getClass().getSimpleName()).isEqualTo(type);
            assertThat(rejection).hasMessageContaining("HTTP " + status + ": No");
            assertThat(rejection.providerErrors()).hasSize(1);
        }
        for (String body : List.of("", "{}", "[]", "{\"a\":1,\"a\":2}", "{\"data\":[")) {
            assertThat(rejection(status, body)).hasMessageContaining("HTTP " + status + ", no reason given");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>slow down</html>", "slow down", "[]"})
    void waitsForAThrottlingWhateverItSays(String body) {
        assertThat(read(429, body)).isInstanceOf(SubmitAnswer.Throttled.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"errors\":[{\"code\":\"invalidWidth\",\"message\":\"No.\",\"taskUUID\":\"" + ID + "\"}]}",
                "{\"errors\":{\"code\":\"invalidWidth\",\"message\":\"No.\"}}",
                "{\"error\":{\"code\":\"invalidWidth\",\"message\":\"No.\"},\"taskUUID\":\"" + ID + "\"}",
                "{\"error\":{\"code\":\"invalidWidth\",\"message\":\"No.\",\"taskUUID\":\"" + ID + "\"}}",
                "{\"error\":\"No.\",\"errorId\":\"invalidWidth\"}",
                "{\"error\":true,\"errorId\":\"invalidWidth\",\"errorMessage\":\"No.\"}",
                "{\"errorId\":\"invalidWidth\",\"errorMessage\":\"No.\",\"data\":[]}",
                "{\"data\":[{\"taskUUID\":\"" + ID
                        + "\",\"status\":\"error\",\"code\":\"invalidWidth\",\"message\":\"No.\"}]}",
                "{\"data\":[{\"taskUUID\":\"" + ID
                        + "\",\"status\":\"error\",\"error\":{\"code\":\"invalidWidth\",\"message\":\"No.\"}}]}",
                "{\"data\":[{\"taskUUID\":\"" + ID
                        + "\",\"error\":{\"code\":\"invalidWidth\",\"message\":\"No.\"}}],\"errors\":[]}"
            })
    void readsAnErrorWhereverItStands(String body) {
        for (int status : List.of(200, 400)) {
            assertThat(rejection(status, body).providerErrors()).singleElement().satisfies(error -> {
                assertThat(error.code()).isEqualTo("invalidWidth");
                assertThat(error.message()).isEqualTo("No.");
            });
        }
    }

    @Test
    void keepsAllThatIsSaid() {
        FluxException rejection = rejection(
                400,
                "unsupportedDimensions",
                ",\"parameter\":[\"width\",\"height\"],\"type\":\"integer|array\",\"min\":256,\"max\":16383,"
                        + "\"multiplier\":1,\"documentation\":\"https://runware.ai/docs\",\"taskType\":\"imageInference\","
                        + "\"allowedValues\":[\"2048x2048\",\"2752x1536\"],\"baseModelArchitecture\":\"flux\","
                        + "\"hints\":[\"a\",\"b\"],\"nothing\":null");

        assertThat(rejection.providerErrors()).singleElement().satisfies(error -> {
            assertThat(error.parameters()).containsExactly("width", "height");
            assertThat(error.allowedValues()).containsExactly("2048x2048", "2752x1536");
            assertThat(error.details())
                    .containsEntry("type", "integer|array")
                    .containsEntry("min", "256")
                    .containsEntry("max", "16383")
                    .containsEntry("multiplier", "1")
                    .containsEntry("documentation", "https://runware.ai/docs")
                    .containsEntry("taskType", "imageInference")
                    .containsEntry("baseModelArchitecture", "flux")
                    .containsEntry("hints", "[\"a\",\"b\"]")
                    .hasSize(8);
        });
        assertThat(((InvalidRequest) rejection).faults())
                .containsExactly(new RequestFault("width, height", "", "2048x2048, 2752x1536"));
    }

    @Test
    void readsAllowedValuesOfAnObjectAndATypeOfNull() {
        FluxException rejection = rejection(
                400,
                "unsupportedDimensions",
                ",\"parameter\":\"width\",\"type\":null,\"allowedValues\":{\"16:9\":\"2752x1536\"}");

        assertThat(rejection.providerErrors().get(0).allowedValues()).containsExactly("16:9: 2752x1536");
        assertThat(rejection.providerErrors().get(0).details()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "positivePrompt, prompt",
        "webhookURL, webhookUrl",
        "providerSettings.bfl.safetyTolerance, safetyTolerance",
        "safety.checkContent, checkContent",
        "outputQuality, outputQuality"
    })
    void callsAParameterAsItsUsersDo(String theirs, String ours) {
        InvalidRequest rejection = (InvalidRequest) rejection(400, "invalidValue", ",\"parameter\":\"" + theirs + "\"");

        assertThat(rejection.faults()).containsExactly(new RequestFault(ours, "", "No."));
        assertThat(rejection.providerErrors().get(0).parameters()).containsExactly(theirs);
    }

    @Test
    void keepsALongSentenceThatListsWhatIsAllowed() {
        String sizes = "3136x1344, ".repeat(60);

        assertThat(rejection(400, "{\"errors\":[{\"code\":\"invalidWidth\",\"message\":\"" + sizes + "\"}]}"))
                .hasMessageContaining(sizes.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"errors\":[null,7,\"text\",[],{}]}",
                "{\"errors\":\"text\"}",
                "{\"errors\":7}",
                "{\"error\":true}",
                "{\"error\":[]}",
                "{\"data\":7}",
                "{\"data\":{\"taskUUID\":\"" + ID + "\"}}",
                "{\"data\":[null,7,\"text\",[],{}]}",
                "{\"data\":null,\"errors\":null,\"error\":null}",
                "{\"errors\":[{\"code\":{},\"message\":[],\"parameter\":{\"a\":{}},\"allowedValues\":7}]}",
                "{\"data\":[{\"taskUUID\":7}]}",
                "{\"data\":[{\"taskUUID\":\"another\"}]}",
                "{}",
                "[]",
                "null",
                ""
            })
    void isInDoubtAboutWhateverElseComes(String body) {
        assertThat(read(200, body)).isInstanceOf(SubmitAnswer.InDoubt.class);
    }

    @Test
    void breaksNoLineByAnError() {
        assertThat(rejection(400, "invalid\\r\\nX", ",\"parameter\":\"a\\u0000b\""))
                .hasMessageNotContainingAny("\r", "\n", "\u0000");
    }
}
