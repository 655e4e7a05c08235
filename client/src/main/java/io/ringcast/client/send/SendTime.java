package io.ringcast.client.send;

import java.util.concurrent.TimeUnit;

/** The time that sending goes by; tests give one that passes at once. */
interface SendTime {

    SendTime REAL = new SendTime() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    };

    long nanoTime();

    void sleep(long nanos) throws InterruptedException;
}
