#!/bin/sh
# Adapts the CMU en-us model (Debian pocketsphinx-en-us) to the telephone band: MLLR, then MAP of the means, on synthetic
# voices (flite slt, rms, kal16, reading our own sentences) and human readers (LibriSpeech test-other, CC BY 4.0).
# Needs: apt-get install sphinxtrain sphinxbase-utils pocketsphinx-en-us flite sox python3
#   scripts/speech/adapt.sh WORK_FOLDER LM_FOLDER LIBRISPEECH_FOLDER
# LM_FOLDER is what language-model.mjs wrote; LIBRISPEECH_FOLDER holds *.flac anywhere below and transcripts.tsv
# (utterance, text), or the *.trans.txt files of the corpus itself.
set -eu
work=$1 lm=$2 libri=$3
here=$(cd "$(dirname "$0")" && pwd)
en_us=/usr/share/pocketsphinx/model/en-us/en-us
tau=${TAU:-20}
mkdir -p "$work/wav" "$work/mfc" "$work/acc"
cd "$work"

# A telephone line: 300 to 3400 Hz, mu-law, then 16 kHz as the recogniser hears it.
cat >line.sh <<'LINE'
#!/bin/sh
set -eu
in=$1 out=$2
sox -G "$in" -r 8000 -c 1 -e mu-law "$out.ul.wav" gain -n -10 sinc 300-3400
sox -G "$out.ul.wav" -r 16000 -b 16 -e signed-integer "$out"
rm -f "$out.ul.wav"
LINE
chmod +x line.sh

if [ ! -f transcripts ]; then
  : >jobs; : >transcripts.new
  n=0
  for voice in slt rms kal16; do
    offset=0
    while IFS= read -r text; do
      offset=$((offset + 1))
      name=$voice-$offset
      echo "$voice|$text|$name" >>jobs
      echo "<s> $text </s> ($name)" >>transcripts.new
    done <"$lm/sentences.txt"
  done
  tr '\n' '\0' <jobs | xargs -0 -P 2 -I{} sh -c '
    IFS="|"; set -- $1; flite -voice "$1" -t "$2" -o "wav/$3.raw.wav" && ./line.sh "wav/$3.raw.wav" "wav/$3.wav" && rm -f "wav/$3.raw.wav"' sh {}
  find "$libri" -name '*.flac' | sort >flacs
  cat $(find "$libri" -name '*.trans.txt') /dev/null | sed 's/ /\t/' >human.tsv
  [ ! -f "$libri/transcripts.tsv" ] || cat "$libri/transcripts.tsv" >>human.tsv
  while IFS= read -r flac; do
    name=$(basename "$flac" .flac)
    text=$(awk -F'\t' -v name="$name" '$1 == name { print tolower($2); exit }' human.tsv)
    [ -n "$text" ] || continue
    ./line.sh "$flac" "wav/$name.wav"
    echo "<s> $text </s> ($name)" >>transcripts.new
  done <flacs
  # What the dictionary does not hold cannot be aligned.
  awk 'NR == FNR { sub(/\([0-9]+\)$/, "", $1); known[$1] = 1; next }
       { for (i = 2; i < NF - 1; i++) if (!($i in known)) next; print }' /usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict transcripts.new >transcripts
fi
sed 's/.*(\(.*\))$/\1/' transcripts >ids
wc -l <ids

rm -rf hmm; cp -r "$en_us" hmm
python3 "$here/mixture-weights.py" hmm/sendump hmm/mixture_weights
pocketsphinx_mdef_convert -text hmm/mdef hmm/mdef.txt >/dev/null 2>&1
sphinx_fe -lowerf 130 -upperf 6800 -nfilt 25 -transform dct -lifter 22 -remove_noise yes -samprate 16000 -c ids -di wav -do mfc -ei wav -eo mfc -mswav yes >fe.log 2>&1
grep -v '^#' "$en_us/noisedict" >fillers
count() { # count HMM: occupation statistics of the adaptation audio under the model of the folder
  rm -f acc/*
  /usr/lib/sphinxtrain/bw -hmmdir "$1" -moddeffn hmm/mdef.txt -ts2cbfn .ptm. -feat 1s_c_d_dd -svspec 0-12/13-25/26-38 \
    -cmn current -agc none -dictfn /usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict -fdictfn fillers \
    -ctlfn ids -lsnfn transcripts -cepdir mfc -cepext mfc -accumdir acc >bw.log 2>&1
}
count hmm
/usr/lib/sphinxtrain/mllr_solve -meanfn hmm/means -varfn hmm/variances -outmllrfn mllr_matrix -accumdir acc >mllr.log 2>&1
ls -l mllr_matrix
rm -rf map; cp -r hmm map
/usr/lib/sphinxtrain/map_adapt -moddeffn hmm/mdef.txt -ts2cbfn .ptm. -meanfn hmm/means -varfn hmm/variances -mixwfn hmm/mixture_weights \
  -tmatfn hmm/transition_matrices -accumdir acc -mapmeanfn map/means -mapvarfn map/variances -mapmixwfn map/mixture_weights -maptmatfn map/transition_matrices \
  -fixedtau yes -tau "$tau" >map.log 2>&1
/usr/lib/sphinxtrain/mk_s2sendump -pocketsphinx yes -moddeffn hmm/mdef.txt -mixwfn map/mixture_weights -sendumpfn map/sendump >sendump.log 2>&1
ls -l map
