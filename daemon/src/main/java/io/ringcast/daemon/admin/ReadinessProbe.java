package io.ringcast.daemon.admin;

import java.util.List;

/**
 * Whether the daemon can serve: its ports are bound and it is below its limits. Never the state of one source: a load balancer must not
 * take a whole daemon away because one of its origins is down.
 */
@FunctionalInterface
public interface ReadinessProbe {

    /** Why it cannot, a sentence each; empty when it can. Any thread; must not block. */
    List<String> problems();
}
