package io.github.camelflux.camel;

import io.github.camelflux.Parameter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** What of the picture a message may set, by these headers or by fields of its body. */
final class RequestHeaders {
    static final Map<Parameter, String> NAMES = Collections.unmodifiableMap(new EnumMap<>(Map.ofEntries(
            Map.entry(Parameter.PROMPT, FluxConstants.PROMPT),
            Map.entry(Parameter.RAW, FluxConstants.RAW),
            Map.entry(Parameter.ASPECT_RATIO, FluxConstants.ASPECT_RATIO),
            Map.entry(Parameter.WIDTH, FluxConstants.WIDTH),
            Map.entry(Parameter.HEIGHT, FluxConstants.HEIGHT),
            Map.entry(Parameter.SEED, FluxConstants.SEED),
            Map.entry(Parameter.PROMPT_UPSAMPLING, FluxConstants.PROMPT_UPSAMPLING),
            Map.entry(Parameter.OUTPUT_FORMAT, FluxConstants.OUTPUT_FORMAT),
            Map.entry(Parameter.FINETUNE_STRENGTH, FluxConstants.FINETUNE_STRENGTH),
            Map.entry(Parameter.IMAGE_PROMPT, FluxConstants.IMAGE_PROMPT),
            Map.entry(Parameter.IMAGE_PROMPT_STRENGTH, FluxConstants.IMAGE_PROMPT_STRENGTH))));

    private RequestHeaders() {}
}
