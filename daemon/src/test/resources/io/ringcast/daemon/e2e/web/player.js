'use strict';

// A page with one player, as docs/operations.md shows it, and what its viewer notices. start() says what plays; state() is read while it does.

const AGAIN_MILLIS = 500;

let media;
let latency = () => 0;
let playing = false;
let again = false;
const seen = {stalls: 0, seeks: 0, discontinuities: 0, restarts: 0, errors: [], fatal: []};

/**
 * Begins to play.
 *
 * kind: hls (through hls.js), mpegts (through mpegts.js), or video or audio (the browser alone)
 * anew: whether a player that gives up is followed by another one
 */
function start(kind, url, anew) {
    again = anew;
    media = document.createElement(kind === 'audio' ? 'audio' : 'video');
    media.autoplay = true;
    media.playsInline = true;
    media.crossOrigin = 'anonymous';
    media.addEventListener('playing', () => { playing = true; });
    media.addEventListener('waiting', () => { seen.stalls += playing ? 1 : 0; });
    media.addEventListener('seeking', () => { seen.seeks += playing ? 1 : 0; });
    document.body.append(media);
    if (kind === 'hls') {
        startHls(url);
    } else if (kind === 'mpegts') {
        startMpegTs(url);
    } else {
        media.addEventListener('error', () => seen.fatal.push(mediaError()));
        media.src = url;
    }
}

function startHls(url) {
    const hls = new Hls();
    let counter;
    hls.on(Hls.Events.ERROR, (event, data) => {
        seen.errors.push(data.details);
        if (data.fatal) {
            giveUp(`${data.details}: ${data.error} ${mediaError()}`, () => hls.destroy(), () => startHls(url));
        }
    });
    hls.on(Hls.Events.FRAG_CHANGED, (event, data) => {
        seen.discontinuities += counter !== undefined && data.frag.cc !== counter ? 1 : 0;
        counter = data.frag.cc;
    });
    hls.loadSource(url);
    hls.attachMedia(media);
    latency = () => hls.latency;
}

function startMpegTs(url) {
    const player = mpegts.createPlayer({type: 'mpegts', isLive: true, url}, {lazyLoad: false});
    let given = false;
    const over = why => {
        if (!given) {
            given = true;
            // It may still be in the middle of what it tells of.
            setTimeout(() => giveUp(`${why} ${mediaError()}`, () => player.destroy(), () => startMpegTs(url)));
        }
    };
    player.on(mpegts.Events.ERROR, (type, detail, info) => over(`${type} ${detail} ${JSON.stringify(info)}`));
    player.on(mpegts.Events.LOADING_COMPLETE, () => over('the stream ended'));
    player.attachMediaElement(media);
    player.load();
}

function giveUp(why, end, begin) {
    if (!again) {
        seen.fatal.push(why);
        return;
    }
    seen.errors.push(why);
    seen.restarts++;
    end();
    setTimeout(() => {
        playing = false;
        begin();
    }, AGAIN_MILLIS);
}

function mediaError() {
    return media.error ? `media ${media.error.code}: ${media.error.message}` : '';
}

function state() {
    const quality = media.getVideoPlaybackQuality ? media.getVideoPlaybackQuality() : {};
    const buffered = media.buffered;
    return {
        time: media.currentTime,
        buffered: buffered.length ? buffered.end(buffered.length - 1) - media.currentTime : 0,
        ranges: Array.from({length: buffered.length}, (_, i) => `${buffered.start(i).toFixed(3)}-${buffered.end(i).toFixed(3)}`),
        pictures: quality.totalVideoFrames || 0,
        dropped: quality.droppedVideoFrames || 0,
        size: `${media.videoWidth || 0}x${media.videoHeight || 0}`,
        soundBytes: media.webkitAudioDecodedByteCount || 0,
        latency: latency(),
        ...seen,
    };
}
