#!/bin/sh
# Makes the test card: 16 s of H.264 and AAC in MPEG-TS that loop without a seam. Needs ffmpeg (with libx264, drawtext and fontconfig)
# and DejaVu fonts: apt install ffmpeg fonts-dejavu-core
#
# 16 s are a whole number of video frames (400 of 40 ms), of AAC frames (750 of 1024/48000 s), of seconds (one pip and one turn of the
# dial each) and of periods of both tones, so that neither picture nor sound nor time stamps jump where the loop closes.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out="${1:-$here/../main/resources/io/ringcast/daemon/source/test/card.ts}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

seconds=16
frames=400
audio_frames=750

# The sound is coded three times in a row and the middle is cut out: its first frame overlaps with what its last frame ends with.
ffmpeg -v error -y \
    -f lavfi -i "aevalsrc=0.03*sin(2*PI*440*t)+0.2*sin(2*PI*1000*t)*lt(mod(t\,1)\,0.08):s=48000:d=$((3 * seconds))" \
    -ac 2 -c:a aac -b:a 64k -flags +bitexact -fflags +bitexact "$work/sounds.m4a"
ffmpeg -v error -y -ss "$seconds" -i "$work/sounds.m4a" -c copy -frames:a "$audio_frames" "$work/sound.nut"

# The picture: bars, a dial that turns once a second, a clock with frame numbers, a square that flashes with the pip.
dial="color=black:s=112x112:r=25,format=gray,geq=lum='if(gt(hypot(X-55.5\,Y-55.5)\,54)\,16\,
if(lt(hypot(X-55.5\,Y-55.5)\,34)\,16\,
if(lt(mod(atan2(X-55.5\,55.5-Y)/(2*PI)+1\,1)\,mod(N/25\,1)+0.001)\,235\,70)))'"
ffmpeg -v error -y \
    -f lavfi -i "smptehdbars=s=640x360:r=25" \
    -f lavfi -i "$dial" \
    -filter_complex "
        [0:v]drawbox=x=140:y=90:w=360:h=180:color=0x101010:t=fill,
             drawtext=font='DejaVu Sans':text='RINGCAST':fontcolor=white:fontsize=40:x=282:y=112,
             drawtext=font='DejaVu Sans Mono':text='%{eif\:floor(t)\:d\:2}.%{eif\:mod(n\,25)\:d\:2}':fontcolor=yellow:fontsize=48:x=282:y=168,
             drawtext=font='DejaVu Sans':text='test card':fontcolor=0xb0b0b0:fontsize=20:x=284:y=232,
             drawbox=x=440:y=232:w=24:h=24:color=white:t=fill:enable='lt(mod(t\,1)\,0.08)'[bars];
        [bars][1:v]overlay=x=156:y=124:format=yuv420,format=yuv420p[picture]" \
    -map "[picture]" -frames:v "$frames" \
    -c:v libx264 -preset veryslow -profile:v main -level 3.0 -crf 12 -maxrate 600k -bufsize 600k -threads 1 \
    -x264-params keyint=25:min-keyint=25:scenecut=0:open-gop=0:bframes=0:ref=2 \
    -flags +bitexact -fflags +bitexact "$work/picture.nut"

ffmpeg -v error -y -i "$work/picture.nut" -i "$work/sound.nut" -map 0:v -map 1:a -c copy \
    -metadata service_provider="Ringcast" -metadata service_name="Ringcast test card" \
    -flags +bitexact -fflags +bitexact -map_metadata -1 \
    -muxdelay 0.3 -muxpreload 0.3 -pcr_period 20 -pat_period 0.2 -sdt_period 1 -pes_payload_size 700 \
    -f mpegts "$out"

ls -l "$out"
