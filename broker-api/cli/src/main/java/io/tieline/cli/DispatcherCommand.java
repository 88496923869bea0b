package io.tieline.cli;

import io.tieline.dispatcher.Dispatcher;
import io.tieline.dispatcher.DispatcherConfig;
import io.tieline.dispatcher.catalogue.CatalogueFile;
import io.tieline.dispatcher.catalogue.CatalogueReader;
import io.tieline.dispatcher.provider.HttpCallerConfig;
import io.tieline.dispatcher.provider.HttpProviderCaller;
import io.tieline.dispatcher.provider.Secrets;
import io.tieline.files.FileStore;
import io.tieline.schemas.AvroSerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a dispatcher. */
@Command(
        name = "dispatcher",
        mixinStandardHelpOptions = true,
        description =
                "Take requests, call providers, settle replies, until stopped. Any number of dispatchers share the"
                        + " work; each needs a worker-id of its own.")
final class DispatcherCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            defaultValue = "${env:TIELINE_READY_FILE}",
            description = "A file to touch every second while requests are taken, for whoever watches this dispatcher."
                    + " Default: $TIELINE_READY_FILE, else none.")
    private @Nullable Path readyFile;

    @Override
    public Integer call() throws Exception {
        TielineConfig settings = config.read();
        Secrets secrets = Secrets.ofProcess();
        CatalogueFile catalogue = CatalogueFile.open(settings.requiredCatalogue(), new CatalogueReader(secrets::apply));
        DispatcherConfig dispatcherConfig = settings.dispatcherOrDefaults();
        HttpCallerConfig http = new HttpCallerConfig(
                CONNECT_TIMEOUT,
                dispatcherConfig.limits().connections(),
                HttpCallerConfig.defaults().maxBodyBytes());
        try (FileStore files = settings.files().open(InstantSource.system());
                AvroSerdes serdes = AvroSerdes.connect(settings.registry().url());
                HttpProviderCaller caller =
                        new HttpProviderCaller(http, catalogue.first().endpoints(), secrets, InstantSource.system())) {
            serdes.warmUp(PATIENCE);
            Dispatcher dispatcher =
                    new Dispatcher(dispatcherConfig, catalogue, settings.kafka(), serdes, caller, files);
            return Service.runUntilStopped(watched(dispatcher), dispatcher.failure());
        }
    }

    /** With the ready file, which goes before the dispatcher does: it takes nothing more by then. */
    private AutoCloseable watched(Dispatcher dispatcher) {
        if (readyFile == null) {
            return dispatcher;
        }
        ReadyFile file = ReadyFile.keep(readyFile, dispatcher::isReady);
        return () -> {
            try (dispatcher) {
                file.close();
            }
        };
    }
}
