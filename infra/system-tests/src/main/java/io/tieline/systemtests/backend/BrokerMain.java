package io.tieline.systemtests.backend;

import io.tieline.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A Kafka broker as a process of its own, so that it can be killed. */
public final class BrokerMain {
    private BrokerMain() {}

    /** Arguments: data directory, port, and settings of the broker as {@code name=value}. */
    public static void main(String[] args) throws InterruptedException {
        EmbeddedKafka.Options options =
                EmbeddedKafka.Options.kept(Path.of(args[0])).withPort(Integer.parseInt(args[1]));
        for (String setting : List.of(args).subList(2, args.length)) {
            int sign = setting.indexOf('=');
            options = options.with(setting.substring(0, sign), setting.substring(sign + 1));
        }
        EmbeddedKafka kafka = EmbeddedKafka.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "broker-stop"));
        new CountDownLatch(1).await();
    }
}
