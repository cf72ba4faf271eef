#!/bin/sh
# Adapts the CMU en-us model (Debian pocketsphinx-en-us) to the telephone band: MLLR, then MAP of the means, on synthetic
# voices (flite slt, rms, kal16; espeak-ng variants; reading our own sentences) and human readers (LibriSpeech test-other, CC BY 4.0).
# Needs: apt-get install sphinxtrain sphinxbase-utils pocketsphinx-en-us flite espeak-ng sox python3
#   scripts/speech/adapt.sh WORK_FOLDER LM_FOLDER LIBRISPEECH_FOLDER
# LM_FOLDER is what language-model.mjs wrote; LIBRISPEECH_FOLDER holds *.flac anywhere below and transcripts.tsv
# (utterance, text), or the *.trans.txt files of the corpus itself.
set -eu
work=$1 lm=$2 libri=$3
here=$(cd "$(dirname "$0")" && pwd)
en_us=/usr/share/pocketsphinx/model/en-us/en-us
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
  # engine:voice; each reads its share of the sentences.
  voices="flite:slt flite:rms flite:kal16 espeak:en-us+m3 espeak:en-us+f2 espeak:en-gb+m7 espeak:en-us+f5"
  first=0
  for voice in $voices; do
    first=$((first + 1))
    awk -v first="$first" 'NR % 3 == first % 3' "$lm/sentences.txt" >share
    number=0
    while IFS= read -r text; do
      number=$((number + 1))
      name=$(echo "$voice" | tr ':+' '--')-$number
      echo "${voice%%:*}|${voice#*:}|$text|$name" >>jobs
      echo "<s> $text </s> ($name)" >>transcripts.new
    done <share
  done
  tr '\n' '\0' <jobs | xargs -0 -P 2 -I{} sh -c '
    IFS="|"; set -- $1
    case $1 in
      flite) flite -voice "$2" -t "$3" -o "wav/$4.raw.wav" ;;
      espeak) espeak-ng -v "$2" -s 150 -w "wav/$4.raw.wav" "$3" ;;
    esac && ./line.sh "wav/$4.raw.wav" "wav/$4.wav" && rm -f "wav/$4.raw.wav"' sh {}
  find "$libri" -name '*.flac' | sort >flacs
  cat $(find "$libri" -name '*.trans.txt') /dev/null | sed 's/ /\t/' >human.tsv
  [ ! -f "$libri/transcripts.tsv" ] || cat "$libri/transcripts.tsv" >>human.tsv
  while IFS= read -r flac; do
    name=$(basename "$flac" .flac)
    text=$(awk -F'\t' -v name="$name" '$1 == name { print tolower($2); exit }' human.tsv)
    [ -n "$text" ] || continue
    ./line.sh "$flac" "wav/$name.wav"
    # The readers are few: each counts as often as HUMAN_WEIGHT says.
    for _ in $(seq "${HUMAN_WEIGHT:-3}"); do echo "<s> $text </s> ($name)" >>transcripts.new; done
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
rm -rf mllr; cp -r hmm mllr
/usr/lib/sphinxtrain/mllr_transform -inmeanfn hmm/means -outmeanfn mllr/means -mllrmat mllr_matrix -moddeffn hmm/mdef.txt \
  -cb2mllrfn .1cls. >mllr_transform.log 2>&1
# MAP of the means only, from the MLLR model: variances and weights learnt from so few voices hurt voices unheard.
count mllr
for tau in ${TAUS:-20}; do
  rm -rf "map$tau"; cp -r mllr "map$tau"
  /usr/lib/sphinxtrain/map_adapt -moddeffn hmm/mdef.txt -ts2cbfn .ptm. -meanfn mllr/means -varfn hmm/variances -mixwfn hmm/mixture_weights \
    -tmatfn hmm/transition_matrices -accumdir acc -mapmeanfn "map$tau/means" -fixedtau yes -tau "$tau" >"map$tau.log" 2>&1
done
cmp -s hmm/means mllr/means && exit 1
ls -l mllr/means map*/means
