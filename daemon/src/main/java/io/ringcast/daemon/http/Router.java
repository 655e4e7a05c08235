package io.ringcast.daemon.http;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * The route table: which route answers which method and path. An exact path goes before a pattern, a pattern before the longest prefix, a
 * prefix before the fallback. Immutable.
 */
public final class Router {

    /** What a route is able to do beside answering. */
    public enum Ability {
        /** It is called for HEAD too and answers it itself; without this a HEAD is a GET whose body is dropped. */
        HEAD,
        /** It takes a body of at most 64 KiB; without this a request with a body gets a 413. */
        BODY,
        /**
         * It takes a body of any length as it comes ({@link HttpExchange#receive}), and is called before the first byte of it; a client
         * that asks whether it may send one is answered by what the route does.
         */
        STREAM
    }

    private final Map<String, Entry> exact;
    private final List<Entry> patterns;
    private final List<Entry> prefixes;
    private final Entry fallback;

    private Router(Builder builder) {
        exact = Map.copyOf(builder.exact);
        patterns = builder.patterns.values().stream()
                .sorted(Comparator.comparingInt(Entry::variables)
                        .thenComparing(Comparator.comparingInt(Entry::endings).reversed()))
                .toList();
        prefixes = builder.prefixes.values().stream()
                .sorted(Comparator.comparingInt((Entry entry) -> entry.path.length())
                        .reversed())
                .toList();
        fallback = builder.fallback;
    }

    /** Returns a builder whose fallback answers 404 in one line of text. */
    public static Builder builder() {
        return new Builder();
    }

    /** Every path and pattern that {@code method} is answered on, the fallback left out. */
    public Set<String> paths(HttpMethod method) {
        Set<String> paths = new TreeSet<>();
        for (Collection<Entry> entries : List.of(exact.values(), patterns, prefixes)) {
            entries.stream().filter(entry -> entry.routes.containsKey(method)).forEach(entry -> paths.add(entry.path));
        }
        return paths;
    }

    /** Returns what answers {@code method} on {@code target}; a known path with an unknown method is no match but a 405. */
    Match match(HttpMethod method, RequestTarget target) {
        Entry entry = entry(target);
        Route route = entry == fallback ? entry.routes.get(HttpMethod.GET) : entry.routes.get(method);
        if (route != null) {
            HttpMethod seen = entry == fallback && method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
            return new Match(Optional.of(route), seen, entry.parameters(target.segments()), Set.of());
        }
        if (method.equals(HttpMethod.HEAD)) {
            route = entry.routes.get(HttpMethod.GET);
            if (route != null) {
                HttpMethod seen = route.abilities.contains(Ability.HEAD) ? HttpMethod.HEAD : HttpMethod.GET;
                return new Match(Optional.of(route), seen, entry.parameters(target.segments()), Set.of());
            }
        }
        return new Match(Optional.empty(), method, Map.of(), entry.allowed());
    }

    private Entry entry(RequestTarget target) {
        String path = target.path();
        Entry exactly = exact.get(path);
        if (exactly != null) {
            return exactly;
        }
        for (Entry pattern : patterns) {
            if (pattern.matches(target.segments())) {
                return pattern;
            }
        }
        for (Entry prefix : prefixes) {
            if (path.startsWith(prefix.path)) {
                return prefix;
            }
        }
        return fallback;
    }

    /**
     * What was found.
     *
     * @param route absent when the method is not allowed
     * @param method the method that the route sees
     * @param parameters the values of the pattern's names
     * @param allowed for a 405
     */
    record Match(Optional<Route> route, HttpMethod method, Map<String, String> parameters, Set<String> allowed) {}

    /** A route and what it can do. */
    record Route(HttpRoute route, Set<Ability> abilities) {}

    private static final class Entry {
        private final String path;
        private final List<String> pattern;
        private final Map<HttpMethod, Route> routes = new HashMap<>();

        Entry(String path) {
            this.path = path;
            this.pattern = List.of(path.substring(1).split("/", -1));
        }

        int variables() {
            return (int) pattern.stream().filter(Entry::isVariable).count();
        }

        /** Characters of its endings: a longer one is the more exact. */
        int endings() {
            return pattern.stream()
                    .filter(Entry::isVariable)
                    .mapToInt(segment -> ending(segment).length())
                    .sum();
        }

        boolean matches(List<String> segments) {
            if (segments.size() != pattern.size()) {
                return false;
            }
            for (int i = 0; i < segments.size(); i++) {
                String wanted = pattern.get(i);
                String given = segments.get(i);
                if (isVariable(wanted) ? !fits(wanted, given) : !wanted.equals(given)) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> parameters(List<String> segments) {
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < pattern.size(); i++) {
                String name = pattern.get(i);
                if (isVariable(name)) {
                    String given = segments.get(i);
                    parameters.put(
                            name.substring(1, name.indexOf('}')),
                            given.substring(0, given.length() - ending(name).length()));
                }
            }
            return parameters;
        }

        Set<String> allowed() {
            Set<String> allowed = new TreeSet<>();
            routes.keySet().forEach(method -> allowed.add(method.name()));
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            return allowed;
        }

        private static boolean isVariable(String segment) {
            return segment.startsWith("{") && segment.indexOf('}') > 0;
        }

        /** What follows the name, possibly nothing. */
        private static String ending(String variable) {
            return variable.substring(variable.indexOf('}') + 1);
        }

        private static boolean fits(String variable, String given) {
            String ending = ending(variable);
            return given.length() > ending.length() && given.endsWith(ending);
        }
    }

    /** Collects routes. */
    public static final class Builder {
        private final Map<String, Entry> exact = new HashMap<>();
        private final Map<String, Entry> patterns = new LinkedHashMap<>();
        private final Map<String, Entry> prefixes = new LinkedHashMap<>();
        private final Entry fallback = new Entry("/");

        private Builder() {
            fallback(exchange -> exchange.respond(
                    HttpResponseStatus.NOT_FOUND,
                    "text/plain; charset=utf-8",
                    "There is nothing at " + exchange.rawPath() + ".\n"));
        }

        /**
         * Adds a route for one path, or for one path pattern with segments like {@code {name}}, which match any segment that is not empty, or
         * {@code {name}.m3u}, which match any that ends so and go before those.
         */
        public Builder add(HttpMethod method, String path, HttpRoute route, Ability... abilities) {
            Map<String, Entry> entries = path.contains("{") ? patterns : exact;
            put(entries.computeIfAbsent(checked(path), Entry::new), method, route, abilities);
            return this;
        }

        /** Adds a GET route, which answers HEAD too. */
        public Builder get(String path, HttpRoute route, Ability... abilities) {
            return add(HttpMethod.GET, path, route, abilities);
        }

        /** Adds a POST route that takes a body. */
        public Builder post(String path, HttpRoute route) {
            return add(HttpMethod.POST, path, route, Ability.BODY);
        }

        /** Adds a route for every path that begins with {@code prefix}, which ends in a slash. */
        public Builder prefix(HttpMethod method, String prefix, HttpRoute route, Ability... abilities) {
            if (!prefix.endsWith("/") || prefix.contains("{")) {
                throw new IllegalArgumentException(
                        "prefix: " + prefix + " (expected: a plain path that ends in a slash)");
            }
            put(prefixes.computeIfAbsent(checked(prefix), Entry::new), method, route, abilities);
            return this;
        }

        /**
         * Adds all routes of {@code others}, the fallback included, each as {@code wrapping} makes it of its path and itself: what holds for
         * all of them is said once, and for those that are added later too.
         */
        public Builder include(Builder others, BiFunction<String, HttpRoute, HttpRoute> wrapping) {
            include(exact, others.exact, wrapping);
            include(patterns, others.patterns, wrapping);
            include(prefixes, others.prefixes, wrapping);
            return fallback(requireNonNull(others.fallback.routes.get(HttpMethod.GET)).route);
        }

        private static void include(
                Map<String, Entry> own, Map<String, Entry> others, BiFunction<String, HttpRoute, HttpRoute> wrapping) {
            others.forEach((path, entry) -> entry.routes.forEach((method, route) -> put(
                    own.computeIfAbsent(path, Entry::new),
                    method,
                    wrapping.apply(path, route.route),
                    route.abilities.toArray(Ability[]::new))));
        }

        /** Sets what answers every request whose path nothing else knows, whatever its method: with a 404 as a rule. */
        public Builder fallback(HttpRoute route) {
            fallback.routes.put(HttpMethod.GET, new Route(route, abilities(Ability.BODY)));
            return this;
        }

        public Router build() {
            return new Router(this);
        }

        private static void put(Entry entry, HttpMethod method, HttpRoute route, Ability... abilities) {
            if (entry.routes.putIfAbsent(method, new Route(route, abilities(abilities))) != null) {
                throw new IllegalArgumentException(
                        "route: " + method + " " + entry.path + " (expected: each only once)");
            }
        }

        private static String checked(String path) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("path: " + path + " (expected: one that begins with a slash)");
            }
            return path;
        }

        private static Set<Ability> abilities(Ability... abilities) {
            Set<Ability> set = EnumSet.noneOf(Ability.class);
            set.addAll(new ArrayList<>(List.of(abilities)));
            return set;
        }
    }
}
