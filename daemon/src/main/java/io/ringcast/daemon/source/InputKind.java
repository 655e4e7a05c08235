package io.ringcast.daemon.source;

import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.UrlKind;

/** A kind of input: what its URLs look like, and how one of them is opened. Each lies in its own child package; {@code app} knows them all. */
public interface InputKind {

    /** Its URLs and their options, declared once. */
    UrlKind urlKind();

    /** Makes the opener of one configured input; {@code config} is of {@link #urlKind()}. */
    InputOpener opener(InputConfig config);
}
