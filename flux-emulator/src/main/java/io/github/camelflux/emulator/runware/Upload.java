package io.github.camelflux.emulator.runware;

/**
 * One attempt to send a finished picture to where its request said.
 *
 * @param taskId whose picture it is
 * @param imageId which of its pictures
 * @param address without what may be secret in it, the query
 * @param status of the receiver's answer; 0 if there was none
 * @param failure why there was no answer; empty if there was one
 */
public record Upload(String taskId, String imageId, String address, int status, String failure) {}
