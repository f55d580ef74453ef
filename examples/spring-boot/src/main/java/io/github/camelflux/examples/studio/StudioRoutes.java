package io.github.camelflux.examples.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.camel.FluxConstants;
import io.github.camelflux.examples.studio.Picture.Image;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** From an order to the picture in its file. */
@Component
class StudioRoutes extends RouteBuilder {
    private static final String PICTURE = "picture";

    private final Studio studio;
    private final Settlement settlement;
    private final PictureFiles files;

    StudioRoutes(Studio studio, Settlement settlement, PictureFiles files) {
        this.studio = studio;
        this.settlement = settlement;
        this.files = files;
    }

    @Override
    public void configure() {
        orders();
        pictures();
        unfinished();
    }

    /** Answers at once: the pictures come later, and the page hears of them. */
    private void orders() {
        rest("/api").post("/orders").consumes("application/json").to("direct:order");

        from("direct:order")
                .routeId("order")
                .onException(InvalidRequest.class)
                .handled(true)
                .process(exchange -> answer(exchange, 400, Trouble.of(cause(exchange))))
                .marshal()
                .json()
                .end()
                .onException(
                        JsonProcessingException.class,
                        InvalidPayloadException.class,
                        NoTypeConversionAvailableException.class)
                .handled(true)
                .process(exchange ->
                        answer(exchange, 400, new Trouble("This is no order", "It is not the JSON of one.")))
                .marshal()
                .json()
                .end()
                .onException(NoRoom.class)
                .handled(true)
                .process(exchange -> answer(exchange, 507, ((NoRoom) cause(exchange)).trouble()))
                .marshal()
                .json()
                .end()
                .onException(BudgetUsedUp.class)
                .handled(true)
                .process(exchange -> answer(exchange, 402, ((BudgetUsedUp) cause(exchange)).trouble()))
                .marshal()
                .json()
                .end()
                .onException(OrderClash.class)
                .handled(true)
                .process(exchange -> answer(exchange, 409, ((OrderClash) cause(exchange)).trouble()))
                .marshal()
                .json()
                .end()
                .unmarshal()
                .json(NewOrder.class)
                .process(exchange -> exchange.getMessage()
                        .setBody(studio.accept(exchange.getMessage().getMandatoryBody(NewOrder.class))))
                .split(simple("${body.toMake}"))
                .wireTap("direct:picture")
                .end()
                .end()
                .process(exchange -> answer(exchange, 202, exchange.getMessage().getBody()))
                .marshal()
                .json();
    }

    /** The picture's id is the task's key: whatever happens in between, it is paid for once. */
    private void pictures() {
        from("direct:picture")
                .routeId("picture")
                .onException(TimedOut.class)
                .maximumRedeliveries(3)
                .redeliveryDelay(0)
                .handled(true)
                .process(this::failed)
                .end()
                .onException(Exception.class)
                .handled(true)
                .process(this::failed)
                .end()
                .setProperty(PICTURE, body())
                // What a browser sends along is neither for the provider nor for the file.
                .removeHeaders("*")
                .process(exchange -> {
                    Message message = exchange.getMessage();
                    Picture picture = message.getMandatoryBody(Picture.class);
                    message.setHeader(FluxConstants.TASK_KEY, picture.id());
                    message.setHeader(Exchange.FILE_NAME, picture.id() + ".jpg");
                    message.setBody(studio.request(picture.order()));
                })
                .choice()
                .when(exchange ->
                        exchange.getMessage().getBody(ImageRequest.class).model() == FluxModel.PRO)
                .to("flux:pro")
                .otherwise()
                .to("flux:ultra")
                .end()
                .to("file:{{studio.directory}}/pictures?tempPrefix=.")
                .process(this::arrived);
    }

    /** What the last start left, all at once: the flux component knows what of it is paid for. */
    private void unfinished() {
        from("timer:unfinished?repeatCount=1")
                .routeId("unfinished")
                .process(exchange -> exchange.getMessage().setBody(settlement.unfinished()))
                .split(body())
                .wireTap("direct:picture");

        from("direct:again").routeId("again").wireTap("direct:picture");
    }

    private void arrived(Exchange exchange) {
        Message message = exchange.getMessage();
        Picture picture = picture(exchange);
        Image image = new Image(
                Optional.ofNullable(message.getHeader(FluxConstants.USED_SEED, Long.class))
                        .orElse(picture.order().seed()),
                message.getHeader(FluxConstants.IMAGE_WIDTH, int.class),
                message.getHeader(FluxConstants.IMAGE_HEIGHT, int.class),
                files.size(picture.id()),
                message.getHeader(FluxConstants.DURATION, long.class));
        BigDecimal cost = message.getHeader(FluxConstants.COST, picture.cost(), BigDecimal.class);
        settlement.ended(picture.id());
        studio.arrived(picture.id(), image, cost);
    }

    /** What is interrupted by the studio's own end stays as it is, and is taken up when it is started again. */
    private void failed(Exchange exchange) {
        if (exchange.getContext().isStopping() || exchange.getContext().isStopped()) {
            return;
        }
        settlement.ended(picture(exchange).id());
        Exception error = cause(exchange);
        if (error instanceof FluxException) {
            log.warn("No picture {}: {}", picture(exchange).id(), error.getMessage());
        } else {
            log.error("The picture {} is not kept", picture(exchange).id(), error);
        }
        studio.failed(picture(exchange), error);
    }

    private static Picture picture(Exchange exchange) {
        return exchange.getProperty(PICTURE, Picture.class);
    }

    private static Exception cause(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    private static void answer(Exchange exchange, int status, Object body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(body);
    }
}
