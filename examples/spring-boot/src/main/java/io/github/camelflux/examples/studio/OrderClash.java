package io.github.camelflux.examples.studio;

/** An order's id stands for something else already. */
class OrderClash extends RuntimeException {
    private static final Trouble OTHER = new Trouble(
            "This order's id has been used",
            "It stands for an order with other words or settings, which was taken. Give a new order an id of its own."
                    + " It cost nothing.");
    private static final Trouble DROPPED = new Trouble(
            "This order was dropped",
            "A page gave it up before it had come in, so it is not taken any more. It cost nothing.");

    private final transient Trouble trouble;

    private OrderClash(String message, Trouble trouble) {
        super(message);
        this.trouble = trouble;
    }

    static OrderClash other(String id) {
        return new OrderClash("Order " + id + " came before, with other content", OTHER);
    }

    static OrderClash dropped(String id) {
        return new OrderClash("Order " + id + " was dropped", DROPPED);
    }

    Trouble trouble() {
        return trouble;
    }
}
