#include "bench/cli/path_options.h"

#include <gtest/gtest.h>

#include "bench/cli/command_line.h"

namespace tlsbench {
namespace {

const std::vector<LinkKind> kOnlyPath = {LinkKind::kPath};

RunOptions Parsed(const std::vector<std::string>& arguments) {
  const Command command = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&command);
  EXPECT_EQ(error, nullptr) << error->error;
  return error == nullptr ? std::get<RunOptions>(command) : RunOptions();
}

std::string Mistake(const std::vector<std::string>& arguments) {
  const Command command = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&command);
  return error == nullptr ? "" : error->error;
}

TEST(CliPathTest, WithoutItsOptionsThereIsNoPathAndTcpIsAsItShouldBe) {
  const RunOptions options = Parsed({});
  EXPECT_EQ(options.links, (std::vector{LinkKind::kMemory, LinkKind::kLoopback}));
  EXPECT_EQ(options.transport, Transport());
  EXPECT_FALSE(options.transport.nagle || options.transport.library_writes || options.transport.fast_open);
}

TEST(CliPathTest, ARoundTripTimeAloneMakesThePathTheOnlyLink) {
  const RunOptions options = Parsed({"--rtt", "50ms"});
  EXPECT_EQ(options.links, kOnlyPath);
  EXPECT_EQ(options.paths, (std::vector<PathConditions>{{50000, 0, 0, 0, 1500}}));
}

TEST(CliPathTest, LinksThatAreNamedStay) {
  EXPECT_EQ(Parsed({"--link", "memory,path", "--rtt", "50ms"}).links,
            (std::vector{LinkKind::kMemory, LinkKind::kPath}));
  EXPECT_EQ(Parsed({"--link", "path", "--rtt", "0"}).links, kOnlyPath);
  EXPECT_EQ(Parsed({"--link", "path", "--rtt", "0"}).paths, (std::vector{PathConditions()})) << "no delay is one too";
}

TEST(CliPathTest, EveryConditionIsRead) {
  const RunOptions options =
      Parsed({"--rtt", "0.1s", "--jitter", "500us", "--loss", "0.5%", "--rate", "10mbit", "--mtu", "576"});
  EXPECT_EQ(options.paths, (std::vector<PathConditions>{{100000, 500, 0.5, 10, 576}}));
}

TEST(CliPathTest, ListsMultiplyInTheirOrder) {
  const RunOptions options = Parsed({"--rtt", "10ms,50ms", "--loss", "0,1%", "--mtu", "1500,576"});
  ASSERT_EQ(options.paths.size(), 8U);
  EXPECT_EQ(options.paths[0], (PathConditions{10000, 0, 0, 0, 1500}));
  EXPECT_EQ(options.paths[1], (PathConditions{10000, 0, 0, 0, 576}));
  EXPECT_EQ(options.paths[2], (PathConditions{10000, 0, 1, 0, 1500}));
  EXPECT_EQ(options.paths[7], (PathConditions{50000, 0, 1, 0, 576}));
}

TEST(CliPathTest, HowTcpIsUsedHoldsOnEveryLinkWithSockets) {
  const RunOptions options = Parsed({"--nagle", "--write-mode", "library", "--congestion", "reno", "--fast-open"});
  EXPECT_EQ(options.transport, (Transport{true, true, true, "reno"}));
  EXPECT_EQ(options.links, (std::vector{LinkKind::kMemory, LinkKind::kLoopback})) << "no path was asked for";
  EXPECT_TRUE(Parsed({"--target", "h", "--nagle"}).transport.nagle);
  EXPECT_EQ(Parsed({"--write-mode", "flight"}).transport, Transport());
}

TEST(CliPathTest, WhatIsOfThePathGoesWithNoOtherLink) {
  EXPECT_EQ(Mistake({"--target", "h", "--rtt", "50ms"}),
            "--rtt, --jitter, --loss, --rate and --mtu are for the path link; a target is as far away as it is");
  EXPECT_EQ(Mistake({"--link", "loopback", "--rtt", "50ms"}),
            "--rtt, --jitter, --loss, --rate and --mtu are for the path link, which --link does not name");
  for (const char* option : {"--jitter=1ms", "--loss=1%", "--rate=1mbit", "--mtu=576"}) {
    EXPECT_NE(Mistake({"--link", "memory", option}).find("which --link does not name"), std::string::npos) << option;
  }
}

TEST(CliPathTest, APathNeedsARoundTripTime) {
  const std::string words = "the path link needs a round-trip time: --rtt 50ms, or --rtt 0 for none";
  EXPECT_EQ(Mistake({"--link", "path"}), words);
  EXPECT_EQ(Mistake({"--loss", "1%"}), words);
}

TEST(CliPathTest, TcpsOptionsNeedTcp) {
  const std::string words =
      "--nagle, --write-mode, --congestion and --fast-open are for TCP, and this run has no link with it";
  EXPECT_EQ(Mistake({"--link", "memory", "--nagle"}), words);
  EXPECT_EQ(Mistake({"--link", "memory", "--fast-open"}), words);
  EXPECT_EQ(Mistake({"--link", "memory", "--congestion", "reno"}), words);
  EXPECT_EQ(Mistake({"--link", "memory", "--write-mode", "library"}), words);
}

TEST(CliPathTest, ValuesThatAreNoneAreRefusedByTheirOption) {
  EXPECT_EQ(Mistake({"--rtt", "50"}), "--rtt '50' is no duration from 0 to 10s; write it as 50ms, 0.2s or 300us");
  EXPECT_EQ(Mistake({"--rtt", "50ms", "--jitter", "x"}).rfind("--jitter 'x' is no duration", 0), 0U);
  EXPECT_EQ(Mistake({"--rtt", "50ms", "--loss", "x"}).rfind("--loss 'x' is no percentage", 0), 0U);
  EXPECT_EQ(Mistake({"--rtt", "50ms", "--loss", "100%"}),
            "--loss 100%: a path that loses every packet carries no handshake");
  EXPECT_EQ(Mistake({"--rtt", "50ms", "--rate", "10"}).rfind("--rate '10' is no rate", 0), 0U);
  EXPECT_EQ(Mistake({"--rtt", "50ms", "--mtu", "575"}), "--mtu '575' is no number of bytes from 576 to 65535");
  EXPECT_EQ(Mistake({"--rtt", "50ms", "--mtu", "65536"}), "--mtu '65536' is no number of bytes from 576 to 65535");
}

TEST(CliPathTest, TheFirstMistakeIsTold) {
  EXPECT_EQ(Mistake({"--rtt", "x", "--mtu", "1"}).rfind("--rtt 'x'", 0), 0U);
  EXPECT_EQ(Mistake({"--rtt", "50ms,x"}).rfind("--rtt 'x'", 0), 0U) << "of a list, the one";
}

TEST(CliPathTest, HowTcpIsUsedIsRefusedInWords) {
  EXPECT_EQ(Mistake({"--write-mode", "record"}), "unknown write mode 'record'; there are flight, library");
  EXPECT_EQ(Mistake({"--congestion", "cubic,bbr"}),
            "'cubic,bbr' is no congestion control; write one name, such as cubic");
  EXPECT_EQ(Mistake({"--congestion", "a b"}), "'a b' is no congestion control; write one name, such as cubic");
  EXPECT_EQ(Mistake({"--congestion", "sixteen_and_more"}),
            "'sixteen_and_more' is no congestion control; write one name, such as cubic");
  EXPECT_EQ(Mistake({"--congestion", "fifteen_letters"}), "") << "the kernel knows whether there is such a one";
}

TEST(CliPathTest, JitterIsAtMostTheRoundTripTime) {
  EXPECT_EQ(Mistake({"--rtt", "10ms", "--jitter", "10ms"}), "");
  EXPECT_EQ(Mistake({"--rtt", "10ms", "--jitter", "10.5ms"}),
            "--jitter 10.5 ms on a round trip of 10 ms: packets would arrive before they were sent");
  EXPECT_NE(Mistake({"--rtt", "50ms,1ms", "--jitter", "5ms"}).find("on a round trip of 1 ms"), std::string::npos)
      << "each path by itself";
}

TEST(CliPathTest, AHandshakeMustFitIntoTheTimeout) {
  EXPECT_EQ(Mistake({"--rtt", "5s"}), "--rtt 5000 ms leaves no time for a handshake within --timeout 10 s");
  EXPECT_EQ(Mistake({"--rtt", "5s", "--timeout", "11"}), "");
  EXPECT_EQ(Mistake({"--rtt", "4s", "--jitter", "1s"}),
            "--rtt 4000 ms leaves no time for a handshake within --timeout 10 s");
}

// What is set before it is called decides (cli/path_options.h); the command line above does the same in order.
TEST(CliPathTest, ConvertsWhatWasTyped) {
  RawPath raw;
  EXPECT_FALSE(raw.Given());
  EXPECT_FALSE(raw.TransportGiven());
  raw.rtts = {"1ms", "2ms"};
  EXPECT_TRUE(raw.Given());
  RunOptions options;
  EXPECT_EQ(ConvertPath(raw, false, options), std::nullopt);
  EXPECT_EQ(options.links, kOnlyPath);
  EXPECT_EQ(options.paths.size(), 2U);
  options.timeout = std::chrono::milliseconds(4);
  EXPECT_EQ(ConvertPath(raw, true, options), "--rtt 2 ms leaves no time for a handshake within --timeout 0.004 s");
}

}  // namespace
}  // namespace tlsbench
