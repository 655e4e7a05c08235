package io.ringcast.daemon.source;

import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.UrlKind;

/** A kind of input: what its URLs look like, and how one of them is opened. Each lies in its own child package; {@code app} knows them all. */
public interface InputKind {

    /** Its URLs and their options, declared once. */
    UrlKind urlKind();

    /**
     * Makes the opener of one configured input.
     *
     * @param source name of the source that it is an input of
     * @param config of {@link #urlKind()}
     */
    InputOpener opener(String source, InputConfig config);
}
