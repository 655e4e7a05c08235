package io.ringcast.daemon.source.exec;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;

/**
 * One configured child.
 *
 * @param url what it is called where URLs are shown
 * @param finite whether it has an end
 */
record ExecOpener(String url, Children children, ChildCommand command, boolean finite) implements InputOpener {

    @Override
    public Input open(EventLoop loop, InputSink sink) {
        return new ExecInput(loop, children, command, finite, sink);
    }
}
