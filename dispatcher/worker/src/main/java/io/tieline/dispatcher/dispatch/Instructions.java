package io.tieline.dispatcher.dispatch;

import io.tieline.routing.Endpoint;
import io.tieline.routing.Plan;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Role;
import java.util.ArrayList;
import java.util.List;

/** What a route adds to a request for one family of models, so that answers of all families read alike. Pure. */
final class Instructions {
    private Instructions() {}

    /** The request, all of whose contents are here, as this endpoint shall read it; the request itself where nothing is added. */
    static InferenceRequest addTo(InferenceRequest request, Plan plan, Endpoint endpoint) {
        String prompt = plan.route().prompts().get(endpoint.family());
        boolean inAnothersPlace = plan.preferred()
                .filter(usual -> !usual.family().equals(endpoint.family()))
                .isPresent();
        String note = inAnothersPlace ? plan.route().styleNote() : null;
        if (request.getOperation() == Operation.EMBEDDINGS || (prompt == null && note == null)) {
            return request;
        }
        List<Message> messages = new ArrayList<>();
        if (prompt != null) {
            messages.add(Messages.text(Role.SYSTEM, prompt));
        }
        List<Message> own = request.getMessages();
        int first = 0;
        while (first < own.size() && own.get(first).getRole() == Role.SYSTEM) {
            messages.add(own.get(first++));
        }
        if (note != null) {
            messages.add(Messages.text(Role.SYSTEM, note));
        }
        messages.addAll(own.subList(first, own.size()));
        return Messages.exchanged(request, messages, null);
    }
}
