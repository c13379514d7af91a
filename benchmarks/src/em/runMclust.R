# One timed run of mclust's EM on the same samples, from its default start, by its default tolerance.
suppressMessages(library(mclust))
arguments <- commandArgs(trailingOnly = TRUE)
rows <- as.integer(arguments[2]); columns <- as.integer(arguments[3]); components <- as.integer(arguments[4])
model <- c(full = "VVV", tied = "EEE", diag = "VVI", spherical = "VII")[[arguments[5]]]
x <- matrix(readBin(arguments[1], "double", rows * columns), rows, columns, byrow = TRUE)
begin <- proc.time()[["elapsed"]]
fit <- Mclust(x, G = components, modelNames = model, verbose = FALSE)
milliseconds <- 1000 * (proc.time()[["elapsed"]] - begin)
cat(sprintf('{"milliseconds": %f, "meanLogLikelihood": %.12f, "peakBytes": 0}', milliseconds, fit$loglik / rows))
