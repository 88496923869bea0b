package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.schemas.avro.Tool;
import java.io.IOException;

/** What all formats say of a tool, each in an object of its own. */
final class ToolDeclaration {
    private ToolDeclaration() {}

    /**
     * Writes the fields of a tool. Arguments are an object whatever their schema says of it, and providers refuse one that
     * leaves that open.
     *
     * @param schemaField the format's name for what describes the arguments
     */
    static void write(JsonGenerator json, Tool tool, String schemaField) throws IOException {
        json.writeStringField("name", tool.getName());
        if (tool.getDescription() != null) {
            json.writeStringField("description", tool.getDescription());
        }
        ObjectNode parameters = (ObjectNode) Json.tree(tool.getParameters());
        if (!parameters.has("type")) {
            parameters.put("type", "object");
        }
        json.writeFieldName(schemaField);
        json.writeTree(parameters);
    }
}
