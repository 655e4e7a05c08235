package io.ringcast.daemon.app;

/** Which build this is, from the manifest of its jar. */
public final class Version {

    private Version() {}

    /** The version, {@code dev} outside a jar. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /** As HTTP names it. */
    public static String product() {
        return "Ringcast/" + number();
    }
}
