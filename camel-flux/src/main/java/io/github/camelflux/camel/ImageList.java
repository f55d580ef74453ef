package io.github.camelflux.camel;

import java.io.IOException;
import java.io.OutputStream;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.util.CaseInsensitiveMap;

/**
 * Several images as a message body: a list of messages that a splitter takes as they are.
 *
 * <p>Each time one is read it is another message, so that nothing that a route does with it shows where the list is read
 * again. To Camel the list is a stream cache, which it copies for a wire tap or a multicast as it does a single image: a
 * copy keeps the images' files for its own exchange.
 */
final class ImageList extends AbstractList<Message> implements StreamCache {
    private final Exchange exchange;
    private final List<Part> parts;

    /** What differs between the messages, and never changes. */
    record Part(Map<String, Object> headers, Object body) {}

    ImageList(Exchange exchange, List<Part> parts) {
        this.exchange = exchange;
        this.parts = List.copyOf(parts);
    }

    @Override
    public Message get(int index) {
        Part part = parts.get(index);
        Message message = new DefaultMessage(exchange);
        message.setHeaders(new CaseInsensitiveMap(part.headers));
        message.setBody(part.body instanceof ImageStreamCache image ? image.another() : part.body);
        return message;
    }

    @Override
    public int size() {
        return parts.size();
    }

    @Override
    public StreamCache copy(Exchange copied) {
        List<Part> copies = new ArrayList<>();
        for (Part part : parts) {
            Object body = part.body instanceof ImageStreamCache image ? image.copy(copied) : part.body;
            copies.add(new Part(part.headers, body));
        }
        return new ImageList(copied, copies);
    }

    @Override
    public void writeTo(OutputStream target) throws IOException {
        throw new IOException("Several images are no single stream; split the body into its messages first");
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public long length() {
        return 0;
    }

    @Override
    public long position() {
        return 0;
    }

    /** There is nothing to go back to: each reader of a message begins at the image's first byte. */
    @Override
    public void reset() {}
}
