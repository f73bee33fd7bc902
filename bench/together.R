# The same tables with the packages that Debian has: VGAM (independent lists, conditional likelihood) and conting (Bayesian
# averaging over hierarchical log-linear models with all pairs). Arguments: a table, samples for conting. Prints one line each.
suppressMessages({library(VGAM); library(conting)})
given <- commandArgs(TRUE)
table <- read.csv(given[1], comment.char = "#")
k <- ncol(table) - 1
lists <- paste0("L", seq_len(k))
names(table) <- c(lists, "y")
used <- function(t) sum((proc.time() - t)[c(1, 2)])

people <- table[rep(seq_len(nrow(table)), table$y), lists]
begin <- proc.time()
fit <- vglm(as.formula(paste0("cbind(", paste(lists, collapse = ","), ") ~ 1")), posbernoulli.t, data = people)
cat("VGAM", fit@extra$N.hat, fit@extra$SE.N.hat, used(begin), "\n")

full <- merge(expand.grid(setNames(rep(list(0:1), k), lists)), table, all.x = TRUE)
full$y[is.na(full$y)] <- 0
full$y[rowSums(full[, lists]) == 0] <- NA
for (name in lists) full[[name]] <- factor(full[[name]])
set.seed(1)
begin <- proc.time()
fit <- bict(as.formula(paste0("y ~ (", paste(lists, collapse = "+"), ")^2")), data = full, n.sample = as.integer(given[2]))
found <- total_pop(fit, n.burnin = as.integer(given[2]) %/% 10)
cat("conting", found$meanTOT, found$int, used(begin), "\n")
