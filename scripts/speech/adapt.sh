#!/bin/sh
# Adapts the CMU en-us model (Debian pocketsphinx-en-us) to what the line mapper makes of telephone lines: MLLR, then MAP
# of the means.
# Needs: apt-get install sphinxtrain sphinxbase-utils pocketsphinx pocketsphinx-en-us libsphinxbase-dev pkg-config gcc python3
#   scripts/speech/adapt.sh WORK_FOLDER      (with texts.tsv of voices.sh, pairs/ of telephone-pairs.py and line-mapper.bin)
# Writes WORK_FOLDER/adapted/means and WORK_FOLDER/mfc, the cepstra it saw.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
en_us=/usr/share/pocketsphinx/model/en-us
cd "$1"
cc -O3 -ffast-math "$here/features.c" "$here/line-mapper.c" $(pkg-config --cflags --libs sphinxbase) -lm -o features
# The first copy of each, as fast as it was spoken; and only what the dictionary can spell.
awk -F'\t' 'FILENAME ~ /dict$/ { split($0, entry, " "); sub(/\([0-9]+\)$/, "", entry[1]); known[entry[1]] = 1; next }
  FILENAME ~ /tsv$/ { text[$1] = $2; next }
  /^0-/ { stem = $1; sub(/^0-[0-9]+-/, "", stem); count = split(text[stem], word, " "); good = count > 0
    for (i = 1; i <= count; i++) good = good && (word[i] in known)
    if (good) { print $1 >"ids"; print "<s> " text[stem] " </s> (" $1 ")" >"transcripts" } }' \
  $en_us/cmudict-en-us.dict texts.tsv pairs/names
wc -l ids
rm -rf mfc hmm mllr adapted
mkdir mfc
./features line-mapper.bin pairs/narrow mfc <ids
cp -r $en_us/en-us hmm
python3 "$here/mixture-weights.py" hmm/sendump hmm/mixture_weights
pocketsphinx_mdef_convert -text hmm/mdef hmm/mdef.txt >/dev/null 2>&1
grep -v '^#' $en_us/en-us/noisedict >fillers
count() { # count HMM: occupation statistics of the adaptation audio under the model of the folder
  rm -rf acc; mkdir acc
  /usr/lib/sphinxtrain/bw -hmmdir "$1" -moddeffn hmm/mdef.txt -ts2cbfn .ptm. -feat 1s_c_d_dd -svspec 0-12/13-25/26-38 \
    -cmn current -agc none -dictfn $en_us/cmudict-en-us.dict -fdictfn fillers \
    -ctlfn ids -lsnfn transcripts -cepdir mfc -cepext mfc -accumdir acc >bw.log 2>&1
}
count hmm
/usr/lib/sphinxtrain/mllr_solve -meanfn hmm/means -varfn hmm/variances -outmllrfn mllr_matrix -accumdir acc >mllr.log 2>&1
cp -r hmm mllr
/usr/lib/sphinxtrain/mllr_transform -inmeanfn hmm/means -outmeanfn mllr/means -mllrmat mllr_matrix -moddeffn hmm/mdef.txt \
  -cb2mllrfn .1cls. >mllr_transform.log 2>&1
cmp -s hmm/means mllr/means && exit 1
count mllr
cp -r mllr adapted
/usr/lib/sphinxtrain/map_adapt -moddeffn hmm/mdef.txt -ts2cbfn .ptm. -meanfn mllr/means -varfn hmm/variances \
  -mixwfn hmm/mixture_weights -tmatfn hmm/transition_matrices -accumdir acc -mapmeanfn adapted/means \
  -fixedtau yes >map.log 2>&1
cmp -s mllr/means adapted/means && exit 1
ls -l adapted/means
