package io.tieline.health;

sealed interface Decoded<V> {
    record Value<V>(V value) implements Decoded<V> {}

    record Undecodable<V>(String reason) implements Decoded<V> {}

    record RegistryAway<V>(String reason) implements Decoded<V> {}
}
