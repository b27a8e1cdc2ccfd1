#include "bench/cli/command_line.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

RunOptions Parsed(const std::vector<std::string>& arguments) {
  const Command command = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&command);
  EXPECT_EQ(error, nullptr) << error->error;
  return std::get<RunOptions>(command);
}

std::string Mistake(const std::vector<std::string>& arguments) {
  const Command command = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&command);
  return error == nullptr ? "" : error->error;
}

TEST(CliTest, WithoutOptionsEverythingIsMeasured) {
  const RunOptions options = Parsed({});
  EXPECT_TRUE(options.backends.empty());
  EXPECT_EQ(options.Asked("protocol"), (std::vector<std::string>{"1.2", "1.3"}));
  EXPECT_EQ(options.Asked("handshake"), (std::vector<std::string>{"full", "ticket"}));
  EXPECT_EQ(options.links, (std::vector{LinkKind::kMemory, LinkKind::kLoopback}));
  EXPECT_EQ(options.executions, 3);
  EXPECT_EQ(options.timeout, std::chrono::seconds(10));
}

TEST(CliTest, RunMayBeSaid) { EXPECT_EQ(Parsed({"run", "--executions", "2"}).executions, 2); }

TEST(CliTest, ValuesFollowASpaceOrAnEqualsSign) {
  EXPECT_EQ(Parsed({"--seed=5"}).seed, 5U);
  EXPECT_EQ(Parsed({"--seed", "5"}).seed, 5U);
}

TEST(CliTest, ListsAreCommaSeparatedAndKeepTheirOrderWithoutRepeats) {
  EXPECT_EQ(Parsed({"--protocol", "1.3,1.2,1.3"}).Asked("protocol"), (std::vector<std::string>{"1.3", "1.2"}));
  EXPECT_EQ(Parsed({"--backend", "a,b", "--backend", "c"}).backends, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(CliTest, ATargetIsSomebodysServer) {
  EXPECT_EQ(Parsed({"--target", "h"}).handshakes_per_cell, 300U);
  EXPECT_EQ(Parsed({"--target", "h", "--handshakes", "9"}).handshakes_per_cell, 9U);
  EXPECT_EQ(Parsed({}).handshakes_per_cell, 0U);
}

TEST(CliTest, WithoutTicketsNothingResumes) {
  EXPECT_EQ(Parsed({"--tickets", "0"}).Asked("handshake"), std::vector<std::string>{"full"});
  EXPECT_NE(Mistake({"--tickets", "0", "--handshake", "ticket"}), "");
}

TEST(CliTest, ChainsAreNumbersOfBytesOfLocalServers) {
  EXPECT_EQ(Parsed({}).Asked("chain-bytes"), std::vector<std::string>{""}) << "as it comes";
  EXPECT_EQ(Parsed({"--chain-bytes", "20000,90000,20000"}).Asked("chain-bytes"),
            (std::vector<std::string>{"20000", "90000"}));
  for (const char* word : {"0", "90001", "-1", "20k", "20000.5", "99999999999999999999", ""}) {
    EXPECT_EQ(Mistake({"--chain-bytes", word}),
              "--chain-bytes takes numbers from 1 to 90000, not '" + std::string(word) + "'");
  }
  EXPECT_NE(Mistake({"--target", "h", "--chain-bytes", "20000"}).find("leave out --chain-bytes"), std::string::npos);
}

TEST(CliTest, EveryMistakeIsOneLine) {
  const std::vector<std::vector<std::string>> mistakes = {{"--nonsense"},
                                                          {"--seed", "x"},
                                                          {"--time", "-1"},
                                                          {"--executions"},
                                                          {"--protocol", ""},
                                                          {"frobnicate"},
                                                          {"--link", "target"},
                                                          {"--timeout", "inf"},
                                                          {"--handshakes", "99999999999999"},
                                                          {"-x"},
                                                          {"--", "x"},
                                                          {""}};
  for (const auto& arguments : mistakes) {
    const std::string words = Mistake(arguments);
    EXPECT_NE(words, "") << arguments[0];
    EXPECT_EQ(words.find('\n'), std::string::npos) << words;
  }
}

TEST(CliTest, ListTakesBackendsAndParity) {
  const Command plain = ParseCommandLine({"list"});
  EXPECT_FALSE(std::get<ListCommand>(plain).parity);
  const Command parity = ParseCommandLine({"list", "--parity", "--backend", "a,b"});
  EXPECT_TRUE(std::get<ListCommand>(parity).parity);
  EXPECT_EQ(std::get<ListCommand>(parity).backends, (std::vector<std::string>{"a", "b"}));
  EXPECT_NE(std::get<PrintText>(ParseCommandLine({"list", "--help"})).text.find("--parity"), std::string::npos);
  EXPECT_EQ(std::get<ListCommand>(plain).format, ListFormat::kTable);
  EXPECT_EQ(std::get<ListCommand>(ParseCommandLine({"list", "--format", "csv"})).format, ListFormat::kCsv);
  EXPECT_EQ(std::get<ListCommand>(ParseCommandLine({"list", "--format=markdown"})).format, ListFormat::kMarkdown);
  EXPECT_EQ(std::get<UsageError>(ParseCommandLine({"list", "--format", "json"})).error,
            "unknown format 'json'; there are table, markdown, csv");
  EXPECT_EQ(std::get<UsageError>(ParseCommandLine({"list", "--format", "csv", "--parity"})).error,
            "--parity excludes --format; --help shows the options");
  EXPECT_EQ(std::get<UsageError>(ParseCommandLine({"list", "--paritee"})).error,
            "unknown option '--paritee'; did you mean --parity?");
}

TEST(CliTest, ATargetMeetsEachLibrarysOwnOfferAnyway) {
  EXPECT_TRUE(Parsed({"--as-shipped"}).as_shipped);
  EXPECT_NE(Mistake({"--as-shipped", "--tickets", "2"}).find("leave out --tickets"), std::string::npos);
  EXPECT_EQ(Parsed({}).Asked("tickets"), std::vector<std::string>{""});
  EXPECT_NE(Mistake({"--as-shipped", "--target", "h"}).find("leave out --as-shipped"), std::string::npos);
}

TEST(CliTest, StdoutHoldsOneFormat) {
  EXPECT_FALSE(Parsed({"--format", "table"}).benchstat_on_stdout);
  EXPECT_TRUE(Parsed({"--format", "benchstat"}).benchstat_on_stdout);
  EXPECT_EQ(Mistake({"--format", "benchstats"}), "unknown format 'benchstats'; did you mean benchstat?");
  EXPECT_NE(Mistake({"--format", "benchstat", "--csv", "-"}).find("both want stdout"), std::string::npos);
}

TEST(CliTest, ASelectionIsOnTheMemoryLinkAndTakesNoOtherOption) {
  const Command command = ParseSelection({"--backend", "a", "--protocol", "1.3", "--tickets", "0"});
  const auto& options = std::get<RunOptions>(command);
  EXPECT_EQ(options.links, std::vector{LinkKind::kMemory});
  EXPECT_EQ(options.backends, std::vector<std::string>{"a"});
  EXPECT_EQ(options.Asked("protocol"), std::vector<std::string>{"1.3"});
  EXPECT_EQ(options.Asked("handshake"), std::vector<std::string>{"full"});
  for (const char* option : {"--link=memory", "--target=h", "--time=1", "--out=d", "--format=table", "--as-shipped"}) {
    EXPECT_TRUE(std::holds_alternative<UsageError>(ParseSelection({option}))) << option;
  }
  EXPECT_NE(std::get<PrintText>(ParseSelection({"--help"})).text.find("--benchmark_filter"), std::string::npos);
}

TEST(CliTest, InstructionsAreTheMemoryLinks) {
  EXPECT_FALSE(Parsed({}).instructions);
  EXPECT_TRUE(Parsed({"--instructions"}).instructions);
  EXPECT_TRUE(Parsed({"--instructions", "--link", "loopback,memory"}).instructions);
  EXPECT_NE(Mistake({"--instructions", "--link", "loopback"}), "");
  EXPECT_NE(Mistake({"--instructions", "--target", "example.org"}), "");
}

TEST(CliTest, HelpNamesEveryOption) {
  const Command command = ParseCommandLine({"--help"});
  const std::string& text = std::get<PrintText>(command).text;
  for (const char* option :
       {"--chain-bytes", "--backend", "--client",      "--server",     "--protocol",   "--handshake",  "--auth",
        "--group",       "--cipher",  "--link",        "--tickets",    "--as-shipped", "--target",     "--ca",
        "--insecure",    "--sni",     "--alpn",        "--no-request", "--time",       "--handshakes", "--executions",
        "--seed",        "--timeout", "--out",         "--csv",        "--format",     "--samples",    "--quiet",
        "--verbose",     "--version", "--instructions"}) {
    EXPECT_NE(text.find(option), std::string::npos) << option;
  }
}

CompareCommand Compared(const std::vector<std::string>& arguments) {
  const Command command = ParseCommandLine(arguments);
  const auto* compare = std::get_if<CompareCommand>(&command);
  return compare == nullptr ? CompareCommand{} : *compare;
}

TEST(CompareTest, FoldersBackendsOrOneRun) {
  EXPECT_EQ(Compared({"compare", "a", "b"}).base, "a");
  EXPECT_EQ(Compared({"compare", "a", "b"}).now, "b");
  EXPECT_EQ(Compared({"compare", "--run", "dir", "a", "b"}).run, "dir");
  EXPECT_EQ(Compared({"compare", "dir", "--by", "client"}).run, "dir");
  EXPECT_EQ(Compared({"compare", "dir", "--by", "handshake"}).by, CompareBy::kHandshake);
  EXPECT_EQ(Compared({"compare", "a", "b", "--fail-above=5", "--format", "json"}).fail_above_percent, 5);
  EXPECT_EQ(Compared({"compare", "a", "b", "--fail-above=5", "--format", "json"}).format, CompareFormat::kJson);
}

TEST(CompareTest, MistakesAreOneLine) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"compare"},
                                             {"compare", "a"},
                                             {"compare", "a", "b", "c"},
                                             {"compare", "a", "b", "--by", "client"},
                                             {"compare", "a", "b", "--format", "xml"},
                                             {"compare", "a", "b", "--fail-above", "-1"}}) {
    const Command command = ParseCommandLine(arguments);
    ASSERT_TRUE(std::holds_alternative<UsageError>(command));
    EXPECT_EQ(std::get<UsageError>(command).error.find('\n'), std::string::npos);
  }
}

TEST(ReportCommandTest, NamesOneFolderAndAFormat) {
  const Command table = ParseCommandLine({"report", "results/x"});
  ASSERT_TRUE(std::holds_alternative<ReportCommand>(table));
  EXPECT_EQ(std::get<ReportCommand>(table).run, "results/x");
  EXPECT_EQ(std::get<ReportCommand>(table).format, ReportFormat::kTable);
  EXPECT_EQ(std::get<ReportCommand>(ParseCommandLine({"report", "--format=csv", "x"})).format, ReportFormat::kCsv);
  EXPECT_EQ(std::get<UsageError>(ParseCommandLine({"report"})).error,
            "report wants DIR, the folder of one run, and got 0");
  EXPECT_EQ(std::get<UsageError>(ParseCommandLine({"report", "x", "--format", "cvs"})).error,
            "unknown format 'cvs'; did you mean csv?");
}

}  // namespace
}  // namespace tlsbench
