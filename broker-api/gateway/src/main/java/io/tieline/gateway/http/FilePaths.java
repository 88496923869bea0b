package io.tieline.gateway.http;

import io.tieline.gateway.files.FileQuery;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.openai.OpenAiErrors;
import io.tieline.gateway.openai.OpenAiObjects;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Files in OpenAI's words; the native API has the same. */
final class FilePaths {
    private static final int LONGEST_PAGE = 10_000;

    private final FileShelf files;
    private final Uploads uploads;

    FilePaths(FileShelf files, Uploads uploads) {
        this.files = files;
        this.uploads = uploads;
    }

    List<Endpoint> endpoints() {
        return List.of(
                uploads.endpoint("/v1/files"),
                Endpoint.get("/v1/files", this::list),
                Endpoint.get("/v1/files/{id}", this::one),
                Endpoint.get("/v1/files/{id}/content", this::content),
                Endpoint.delete("/v1/files/{id}", this::delete));
    }

    private Result list(Exchange exchange) throws IOException {
        FileQuery query = new FileQuery(
                exchange.query("after").orElse(null),
                exchange.query("limit", LONGEST_PAGE, LONGEST_PAGE),
                exchange.query("order", List.of("desc", "asc")).equals("asc")
                        ? FileQuery.Order.OLDEST_FIRST
                        : FileQuery.Order.NEWEST_FIRST,
                exchange.query("purpose").orElse(null));
        Optional<FileQuery.Page> page = files.list(exchange.tenant(), query);
        if (page.isEmpty()) {
            throw unknown(exchange.query("after").orElse(""));
        }
        return Result.json(OpenAiObjects.page(
                page.get().files().stream().map(OpenAiObjects::file).toList(),
                page.get().more()));
    }

    private StoredFile find(Exchange exchange) throws IOException {
        String id = exchange.parameter("id");
        return files.get(exchange.tenant(), id).orElseThrow(() -> unknown(id));
    }

    private static RefusedException unknown(String id) {
        return new RefusedException(OpenAiErrors.INSTANCE.unknownFile(id));
    }

    private Result one(Exchange exchange) throws IOException {
        return Result.json(OpenAiObjects.file(find(exchange)));
    }

    private Result content(Exchange exchange) throws IOException {
        String id = exchange.parameter("id");
        FileShelf.Opened file = files.open(exchange.tenant(), id, 0).orElseThrow(() -> unknown(id));
        return new Result.Content("application/octet-stream", file.record().getBytes(), file.content());
    }

    private Result delete(Exchange exchange) throws IOException {
        String id = exchange.parameter("id");
        if (!files.delete(exchange.tenant(), id)) {
            throw unknown(id);
        }
        return Result.json(OpenAiObjects.deletedFile(id));
    }
}
