/** Words that carry no meaning for the choice of an option, in four languages, accents folded: data. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `
a an the my your our his her their its this that these those to of for from with by at as is are am was were be been being
do does did have has had having i you we they he she it me us them him would like want wants wish need needs can could may
might will shall should please and or if when then so also any some about regarding concerning there here what which who
how why where again very really just still through via per into onto get got getting let lets know trying try how because
now today one two three four five six seven eight nine zero

der die das den dem des ein eine einen einem einer eines und oder zu zum zur mit von vom fur bei im am auf aus sie ihr
ihre ihren ihrem ihrer ihres ich mein meine meinen meinem meiner mir mich wir uns unser unsere wenn falls mochte mochten will wollen
haben habe hat ist sind war wurde werden wird es sich auch noch bitte uber wie wo was kann konnen um drucken wahlen

le la les l un une des du de d au aux en et ou a mon ma mes votre vos notre nos je j vous nous il elle on ce cette ces se s
pour sur par avec dans que qu qui est sont ai avez suis etes voulez veux veuillez souhaitez si cas concernant ne pas m

el los las una unos unas del al y o u mi mis su sus nuestro nuestra yo usted nosotros se lo para por con de que si es son
esta estan tengo tiene quiero quisiera desea deseo necesito puede puedo le les me como donde cual
`
    .trim()
    .split(/\s+/),
);
