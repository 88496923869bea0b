package io.tieline.cli;

import io.tieline.dispatcher.catalogue.CatalogueFile;
import io.tieline.dispatcher.catalogue.CatalogueReader;
import io.tieline.dispatcher.catalogue.LiveCatalogue;
import io.tieline.gateway.Gateway;
import io.tieline.gateway.config.GatewayConfig;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a gateway. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = "Take requests, files and batches over HTTP, in the words of OpenAI, Anthropic and Tieline's own,"
                + " until stopped. Any number of gateways stand behind a load balancer.")
final class GatewayCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        TielineConfig settings = config.read();
        GatewayConfig gatewayConfig = settings.gateway();
        CatalogueFile file = CatalogueFile.open(settings.requiredCatalogue(), CatalogueReader.withoutSecrets());
        Listening.requireFree(gatewayConfig.listen(), "gateway.listen");
        if (gatewayConfig.operators() != null) {
            Listening.requireFree(gatewayConfig.operators(), "gateway.operators");
        }
        try (LiveCatalogue catalogue = LiveCatalogue.of(file)) {
            Gateway gateway = Gateway.start(
                    gatewayConfig,
                    settings.files(),
                    settings.kafka(),
                    settings.registry(),
                    catalogue,
                    settings.topics().replyTopics());
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getOut()
                    .println("The gateway listens at http://"
                            + gatewayConfig.listen().getHostString() + ":" + gateway.port()
                            + (gatewayConfig.operators() == null
                                    ? ""
                                    : ", for operators at http://"
                                            + gatewayConfig.operators().getHostString() + ":" + gateway.operatorsPort())
                            + ". Ctrl-C ends it.");
            return Service.runUntilStopped(gateway, new CompletableFuture<>());
        }
    }
}
