# Reference values from R, as JSON on standard output. Uses nothing of the project under test. Run by programs.py.
#
# Needs R with psych and vcd (kappa) and smaa (rank acceptability). smaa is not needed from a package archive: its C core
# and R functions were built from its public sources, gertvv/rsmaa on GitHub (src/smaa.c of commit 2b66af01, GPL-3). Two
# changes were made to build it with R 4: the hidden length argument of dgemv (FCONE), and no DUP argument to .C.
suppressMessages({library(smaa); library(psych); library(vcd)})
set.seed(20261122)
N <- 200000L

number <- function(x) ifelse(is.na(x), "null", formatC(x, digits = 17, format = "g"))
row <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
rows <- function(x) paste0("[", paste(apply(x, 1, row), collapse = ", "), "]")
numbers <- function(text) as.numeric(strsplit(text, " ")[[1]])

counts <- matrix(numbers("81 263 15 148 0 20 1 29 29 29 13 16 10 12 9 9 9 10 5 6 0 1 1 1 1 2 70 100 999 1000"), ncol = 2, byrow = TRUE)
intervals <- apply(counts, 1, function(r) {
  limits <- suppressWarnings(prop.test(r[1], r[2], correct = FALSE)$conf.int)
  sprintf('{"favours": %d, "n": %d, "low": %s, "high": %s}', r[1], r[2], number(limits[1]), number(limits[2])) })

signs <- matrix(numbers("10 2 9 0 5 1 7 1 6 1 13 3 9 1 3 3 4 4 6 0 10 0 12 5 2 10 40 20 60 40"), ncol = 2, byrow = TRUE)
p_values <- apply(signs, 1, function(r)
  sprintf('{"favours": %d, "against": %d, "p_value": %s}', r[1], r[2], number(binom.test(r[1], sum(r), 0.5)$p.value)))

tables <- list(c(88, 14, 18, 10, 40, 10, 2, 6, 12), c(40, 5, 25, 30), c(1, 4, 4, 1))
kappas <- sapply(tables, function(cells) {
  table <- matrix(cells, sqrt(length(cells)), byrow = TRUE)
  by_psych <- suppressWarnings(suppressMessages(cohen.kappa(table, n.obs = sum(table))$kappa))
  sprintf('{"table": %s, "psych": %s, "vcd": %s}', rows(table), number(by_psych), number(unname(Kappa(table)$Unweighted["value"]))) })

# Share of draws in which the row has a better rank than the column, as smaa.pwi defines it.
pairwise <- function(ranks) sapply(seq_len(ncol(ranks)), function(j)
  sapply(seq_len(ncol(ranks)), function(i) if (i == j) NA else mean(ranks[, i] < ranks[, j])))
simplex <- function(n) { w <- matrix(rexp(N * n), N); w / rowSums(w) }
analyse <- function(name, measurements) {
  weights <- simplex(dim(measurements)[3])
  result <- smaa(measurements, weights)
  ranks <- smaa.ranks(smaa.values(measurements, weights))
  confidence <- smaa.cf(measurements, result$cw)$cf
  sprintf('{"case": "%s", "draws": %d, "acceptability": %s, "central_weights": %s, "confidence": %s, "pairwise": %s}',
          name, N, rows(result$ra), rows(result$cw), row(confidence), rows(pairwise(ranks))) }
fixed <- function(x) aperm(array(x, c(dim(x), N)), c(3, 1, 2))

# The four drugs and six criteria of JSMAA's test testCorrectResultsWithBRModel: mean and standard deviation.
efficacy <- matrix(numbers("0 0 0.086 0.056 0.095 0.044 0.113 0.048"), 2)  # of the logarithm
harms <- list(diarrhea = "11.7 2.5 9.2 1.86 15.4 2.65 5.5 2.32", dizziness = "7.2 1.45 10.6 1.58 7.5 1.48 15.7 4.44",
              headache = "16.6 3.27 21.2 5.15 20.2 3.78 12.8 2.45", insomnia = "13.7 1.89 14.3 2.93 15.0 3.21 11.2 3.98",
              nausea = "18.6 1.79 18.3 3.7 19.5 2.6 31.0 1.68")
drawn <- function(m) sapply(1:4, function(i) rnorm(N, m[1, i], m[2, i]))
scaled <- function(x, low, high) (x - low) / (high - low)
four_drugs <- array(dim = c(N, 4, 6))
limits <- exp(c(min(efficacy[1, ] - 1.96 * efficacy[2, ]), max(efficacy[1, ] + 1.96 * efficacy[2, ])))
four_drugs[, , 1] <- scaled(exp(drawn(efficacy)), limits[1], limits[2])
for (k in seq_along(harms)) {
  m <- matrix(numbers(harms[[k]]), 2)
  four_drugs[, , k + 1] <- 1 - scaled(drawn(m), min(m[1, ] - 1.96 * m[2, ]), max(m[1, ] + 1.96 * m[2, ]))
}
analyses <- c(
  analyse("compromise alternative", fixed(rbind(c(1, 0), c(0, 1), c(.6, .6)))),
  analyse("dominated alternative", fixed(rbind(c(.9, .5, .7), c(.4, .5, .6), c(.3, .8, .2)))),
  analyse("four alternatives", fixed(rbind(c(1, .2, .4), c(.3, .9, .5), c(.6, .6, .6), c(.1, .4, 1)))),
  analyse("four drugs", four_drugs))

version <- function(package) as.character(packageVersion(package))
cat(sprintf('{"versions": {"R": "%s", "psych": "%s", "vcd": "%s", "smaa": "%s"},\n', getRversion(), version("psych"), version("vcd"), version("smaa")))
cat(sprintf('"intervals": [%s],\n"p_values": [%s],\n"kappas": [%s],\n"analyses": [%s]}\n', paste(intervals, collapse = ",\n"),
            paste(p_values, collapse = ",\n"), paste(kappas, collapse = ",\n"), paste(analyses, collapse = ",\n")))
