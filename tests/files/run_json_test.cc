#include "bench/files/run_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/golden.h"

namespace tlsbench {
namespace {

using nlohmann::json;

BackendInfo SharedLibrary() {
  BackendInfo info;
  info.name = "openssl-3.0.22";
  info.file = "/build/backends/openssl.so";
  info.library_version = "OpenSSL 3.0.22 15 Sep 2026";
  info.linkage = "shared";
  info.build_flags = "compiler: gcc -O2 -DNAME=\"quoted\"";
  info.library_files = {"/lib/libssl.so.3", "/lib/libcrypto.so.3"};
  return info;
}

BackendInfo StaticLibrary() {
  BackendInfo info;
  info.name = "boringssl-13";
  info.file = "/build/backends/boringssl.so";
  info.library_version = "BoringSSL";
  info.linkage = "static";
  info.build_note = "without assembly";
  info.environment = "OPENSSL_ia32cap=~0x2";
  info.behaviours = {{"pinned 1.2", "", "1.2", "TLS_X", "x25519", "ed25519", 1, true, true, 187},
                     {"as shipped 1.3", "", "1.3", "TLS_Y", "", "", 2, false, false, 1556},
                     {"as shipped 1.2", "hung", "", "", "", "", 0, false, false, 0}};
  return info;
}

RunFacts SampleFacts() {
  RunFacts facts;
  facts.arguments = {"--target", "www.example.org:443", "--sni", "two words"};
  facts.seed = ~std::uint64_t{0};
  facts.executions = 3;
  facts.seconds = 12.5;
  facts.started = "2026-11-23T08:17:30Z";
  facts.ended = "2026-11-23T08:17:43Z";
  facts.complete = true;
  facts.pinned = true;
  facts.environment = {"Processor \"9\"", 2,     "performance", "on", "off", 2, "Linux 6.1 x86_64",
                       "Vendor Cloud",    "tsc", "GCC 12",      "0.1"};
  facts.load_before = Load{0.5, 10, 1000, 3, 0.25};
  facts.load_after = Load{1.25, 11, 1050, 7, 0.75};
  facts.noisy_rows = {"openssl-3.0.22, memory, TLS 1.3 full: drifted by +7.3 % between the halves of the run"};
  facts.advice = {"SMT is on."};
  facts.backends = {SharedLibrary(), StaticLibrary()};
  facts.file_hashes = {{"/build/backends/openssl.so", "aa"}, {"/lib/libssl.so.3", "bb"}, {"/lib/libcrypto.so.3", ""}};
  facts.refused_plugins = {"stale.so was built for another version"};
  facts.target_address = "192.0.2.1";
  facts.name_lookup_ms = 1.5;
  facts.floor = Floor{512.5, 300};
  facts.heap_not_counted = {"boringssl-13, TLS 1.3 full: the library crashed: SIGSEGV"};
  facts.counters_not_available = "no hardware counters: perf_event_open says so";
  facts.instructions = InstructionFacts{"valgrind-3.19.0", 10, {"sha_ni"}, {"boringssl-13, TLS 1.3 full: SIGILL"}};
  return facts;
}

json Parsed(const RunFacts& facts) { return json::parse(RunJson(facts)); }

TEST(RunJsonGolden, Everything) { ExpectGolden("run.json", RunJson(SampleFacts())); }

TEST(RunJsonTest, WhatIsNotKnownIsNull) {
  const json run = Parsed({});
  for (const char* key :
       {"ended", "target_address", "name_lookup_ms", "floor_ns", "counters_not_available", "instructions"}) {
    EXPECT_TRUE(run.at(key).is_null()) << key;
  }
  for (const char* key :
       {"cpu", "governor", "kernel", "virtualisation", "clock_source", "load_average_before", "load_average_after",
        "stolen_percent", "smt", "turbo", "address_randomisation", "thermal_throttles", "quota_stopped_seconds"}) {
    EXPECT_TRUE(run.at("machine").at(key).is_null()) << key;
  }
  EXPECT_FALSE(run.at("complete").get<bool>());
  EXPECT_TRUE(run.at("backends").is_array() && run.at("backends").empty());
}

TEST(RunJsonTest, AFileWithoutAHashHasNull) {
  const json backends = Parsed(SampleFacts()).at("backends");
  EXPECT_EQ(backends[0].at("plugin").at("sha256"), "aa");
  EXPECT_EQ(backends[0].at("shared_libraries")[0].at("sha256"), "bb");
  EXPECT_TRUE(backends[0].at("shared_libraries")[1].at("sha256").is_null()) << "it could not be read";
  EXPECT_TRUE(backends[1].at("plugin").at("sha256").is_null()) << "nobody asked";
}

TEST(RunJsonTest, StolenTimeIsAShareOfAllTime) {
  RunFacts facts = SampleFacts();
  EXPECT_DOUBLE_EQ(Parsed(facts).at("machine").at("stolen_percent"), 2);
  facts.load_after = facts.load_before;
  EXPECT_EQ(Parsed(facts).at("machine").at("stolen_percent"), 0) << "no time passed";
  facts.load_after.reset();
  EXPECT_TRUE(Parsed(facts).at("machine").at("stolen_percent").is_null());
  EXPECT_DOUBLE_EQ(Parsed(facts).at("machine").at("load_average_before"), 0.5);
}

TEST(RunJsonTest, TheSeedIsWhole) { EXPECT_EQ(Parsed(SampleFacts()).at("seed"), ~std::uint64_t{0}); }

TEST(RunJsonTest, WordsThatAreNoUtf8AreWrittenAllTheSame) {
  RunFacts facts;
  facts.arguments = {"\xff\xfe"};
  facts.refused_plugins = {"two\nlines"};
  EXPECT_EQ(Parsed(facts).at("refused_plugins")[0], "two\nlines");
}

TEST(ReadRunJsonTest, WhatWasWrittenIsReadBackWhole) {
  RunFacts facts = SampleFacts();
  facts.protocols = {kTls13, kTls12};
  facts.sweep = "group";
  facts.niceness = -5;
  facts.as_shipped = true;
  facts.transport = {true, true, true, "bbr"};
  facts.relays = {{{50300, 1500, 0.5, 10, 1400}, {100, 2, 3, 60.5, 210.25}}};
  const auto read = ReadRunJson(RunJson(facts));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(RunJson(*read), RunJson(facts));
  EXPECT_EQ(RunJson(ReadRunJson(RunJson({})).value()), RunJson({})) << "what is not known";
}

TEST(ReadRunJsonTest, WhatIsOfAnotherTypeOrTooLargeIsNotKnown) {
  const auto read = ReadRunJson(
      R"({"schema": 1, "seed": -1, "executions": 3000000000, "started": 5, "arguments": "x", "machine": [],
          "backends": [5, {"name": 7}], "relays": 3, "floor_ns": true, "protocols": ["1.9", "1.3"]})");
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->seed, 0U);
  EXPECT_EQ(read->executions, 0);
  EXPECT_EQ(read->started, "");
  EXPECT_TRUE(read->backends.empty());
  EXPECT_FALSE(read->floor);
  EXPECT_EQ(read->protocols, std::vector<std::uint16_t>{kTls13});
}

TEST(ReadRunJsonTest, SaysWhatTheFileIs) {
  EXPECT_EQ(ReadRunJson("{\"schema\"").error(), "is no JSON object; was the run ended or the file cut off?");
  EXPECT_EQ(ReadRunJson("{}").error(), "has no schema: is it a run of tlsbench?");
}

TEST(RunJsonTest, ItEndsWithANewline) { EXPECT_EQ(RunJson({}).back(), '\n'); }

}  // namespace
}  // namespace tlsbench
