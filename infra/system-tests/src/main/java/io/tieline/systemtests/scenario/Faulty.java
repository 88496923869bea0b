package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.systemtests.backend.Part;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.SimulatorAdmin;
import io.tieline.testing.proxy.TcpProxy;
import io.tieline.testing.proxy.Toxic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes faults and tells the rig of them. Safe for use by several threads that harm different things. */
public final class Faulty {
    /** All endpoints. */
    public static final String EVERYBODY = "*";

    private final Rig rig;
    private final Map<ObjectNode, String> ids = new ConcurrentHashMap<>();
    private final Queue<String> poisons = new ConcurrentLinkedQueue<>();

    public Faulty(Rig rig) {
        this.rig = rig;
    }

    /** Kills a part, which stays dead for so long. */
    public void kill(Part part, Duration dead) throws InterruptedException {
        befall(part, "kill", part::kill, dead, part::start);
    }

    /** Stops a part by SIGSTOP for so long. */
    public void pause(Part part, Duration time) throws InterruptedException {
        befall(part, "stop", part::pause, time, part::resume);
    }

    /** Ends a part in order and starts it again. */
    public void restart(Part part, Duration away) throws InterruptedException {
        befall(part, "restart", part::stop, away, part::start);
    }

    /** What is done to a part. */
    private interface Deed {
        void doIt() throws InterruptedException;
    }

    private void befall(Part part, String kind, Deed harm, Duration time, Deed mend) throws InterruptedException {
        rig.faultBegins(kind, part.name());
        harm.doIt();
        Thread.sleep(time);
        mend.doIt();
        rig.faultEnds(kind, part.name());
    }

    /** Harms a connection for so long. */
    public void harm(String link, Toxic toxic, String kind, Duration time) throws InterruptedException {
        List<TcpProxy> proxies = rig.backend().links().getOrDefault(link, List.of());
        if (proxies.isEmpty()) {
            throw new IllegalArgumentException("no proxy stands in " + link);
        }
        rig.faultBegins(kind, link);
        proxies.forEach(proxy -> proxy.apply(toxic));
        Thread.sleep(time);
        proxies.forEach(TcpProxy::clear);
        rig.faultEnds(kind, link);
    }

    /** Lets an endpoint, or all, fail for so long. */
    public void provider(ObjectNode fault, Duration time) throws IOException, InterruptedException {
        begin(fault);
        Thread.sleep(time);
        end(fault);
    }

    /** Lets an endpoint, or all, fail until the end of this. */
    public void begin(ObjectNode fault) throws IOException, InterruptedException {
        rig.faultBegins(kind(fault), endpoint(fault));
        ids.put(fault, rig.simulator().inject(fault));
    }

    /** Ends one that has begun. */
    public void end(ObjectNode fault) throws IOException, InterruptedException {
        String id = ids.remove(fault);
        if (id == null) {
            throw new IllegalArgumentException("it has not begun: " + fault);
        }
        rig.simulator().clear(id);
        rig.faultEnds(kind(fault), endpoint(fault));
    }

    /** Lets a request fail wherever it goes. That is no fault of anybody but the request. */
    public void poison(String requestId, String kind) throws IOException, InterruptedException {
        poisons.add(rig.simulator().inject(fault(EVERYBODY, kind).put("requestId", requestId)));
    }

    /** Lets the poisoned ones be. */
    public void cure() throws IOException, InterruptedException {
        for (String id : poisons) {
            rig.simulator().clear(id);
        }
        poisons.clear();
    }

    private static String kind(ObjectNode fault) {
        return fault.get("kind").asText();
    }

    private static String endpoint(ObjectNode fault) {
        return fault.get("endpoint").asText();
    }

    static ObjectNode fault(String endpoint, String kind) {
        return SimulatorAdmin.fault(endpoint, kind);
    }
}
