package io.tieline.sim.http;

import io.tieline.sim.calls.CallLog;
import io.tieline.sim.calls.SentLog;
import io.tieline.sim.fault.FaultBoard;
import io.tieline.sim.limit.LimitBoard;

/** What the server shares with those who look on and steer. */
public record Boards(CallLog log, SentLog sent, FaultBoard faults, LimitBoard limits) {}
