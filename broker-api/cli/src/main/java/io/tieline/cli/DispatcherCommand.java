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
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
            return Service.runUntilStopped(dispatcher, dispatcher.failure());
        }
    }
}
