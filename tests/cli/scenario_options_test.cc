// The options that say which handshakes are run, through the whole command line.

#include "bench/cli/scenario_options.h"

#include <gtest/gtest.h>

#include "bench/cli/command_line.h"

namespace tlsbench {
namespace {

using Words = std::vector<std::string>;

RunOptions Parsed(const Words& arguments) {
  const Command command = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&command);
  EXPECT_EQ(error, nullptr) << error->error;
  return error == nullptr ? std::get<RunOptions>(command) : RunOptions();
}

std::string Mistake(const Words& arguments) {
  const Command command = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&command);
  return error == nullptr ? "" : error->error;
}

TEST(CliScenarioTest, ByDefaultTheUsualHandshakes) {
  const RunOptions options = Parsed({});
  EXPECT_FALSE(options.protocols_named);
  EXPECT_EQ(options.Asked("protocol"), (Words{"1.2", "1.3"}));
  EXPECT_EQ(options.Asked("handshake"), (Words{"full", "ticket"}));
  EXPECT_EQ(options.axes.size(), 2U) << "of all else what is usual";
  EXPECT_EQ(options.Asked("auth"), Words{""});
}

TEST(CliScenarioTest, ListsOfNamesKeepTheirOrder) {
  EXPECT_EQ(Parsed({"--handshake", "early-data,full"}).Asked("handshake"), (Words{"early-data", "full"}));
  EXPECT_EQ(Parsed({"--auth", "ml-dsa-44,ed25519,ml-dsa-44"}).Asked("auth"), (Words{"ml-dsa-44", "ed25519"}));
  EXPECT_EQ(Parsed({"--client-auth", "rsa-2048,none"}).Asked("client-auth"), (Words{"rsa-2048", "none"}));
  EXPECT_EQ(Parsed({"--cipher", "TLS_RSA_WITH_AES_128_GCM_SHA256"}).Asked("cipher"),
            Words{"TLS_RSA_WITH_AES_128_GCM_SHA256"});
  EXPECT_TRUE(Parsed({"--protocol", "1.3"}).protocols_named);
}

TEST(CliScenarioTest, EveryNameOfTheHelpIsTaken) {
  for (const std::string& name : HandshakeNames()) {
    EXPECT_EQ(Parsed({"--handshake", name}).Asked("handshake"), Words{name});
  }
  for (const std::string& name : AuthNames()) {
    EXPECT_EQ(Parsed({"--auth", name}).Asked("auth"), Words{name});
    EXPECT_EQ(Parsed({"--client-auth", name}).Asked("client-auth"), Words{name});
  }
  for (const std::string& name : GroupNames()) {
    EXPECT_EQ(Parsed({"--group", name}).Asked("group"), Words{name});
  }
  for (const std::string& name : CipherSuiteNames()) {
    EXPECT_EQ(Parsed({"--cipher", name}).Asked("cipher"), Words{name});
  }
}

TEST(CliScenarioTest, AWordThatIsNoneNamesTheNearest) {
  EXPECT_EQ(Mistake({"--handshake", "early-date"}), "unknown handshake 'early-date'; did you mean early-data?");
  EXPECT_EQ(Mistake({"--auth", "ecdsa-p255"}), "unknown auth 'ecdsa-p255'; did you mean ecdsa-p256?");
  EXPECT_EQ(Mistake({"--protocol", "1.4"}), "unknown protocol '1.4'; did you mean 1.2?");
  EXPECT_EQ(Mistake({"--group", "x25518"}), "unknown group 'x25518'; did you mean x25519?");
  EXPECT_EQ(Mistake({"--cipher", "TLS_AES_128_GCM_SHA265"}),
            "unknown cipher suite 'TLS_AES_128_GCM_SHA265'; did you mean TLS_AES_128_GCM_SHA256?");
  EXPECT_EQ(Mistake({"--client-auth", "non"}), "unknown client auth 'non'; did you mean none?");
}

TEST(CliScenarioTest, AServerAlwaysHasACertificate) {
  EXPECT_EQ(Mistake({"--auth", "none"}).substr(0, 34), "unknown auth 'none'; there are ecd");
}

TEST(CliScenarioTest, AGroupIsAnOfferOfOneOrOfSeveral) {
  EXPECT_EQ(Parsed({"--group", "x25519,secp256r1"}).Asked("group"), (Words{"x25519", "secp256r1"})) << "two clients";
  EXPECT_EQ(Parsed({"--group", "x25519+secp256r1"}).Asked("group"), Words{"x25519+secp256r1"}) << "one client";
  EXPECT_EQ(Parsed({"--group", "secp256r1+x25519+x448,x25519,secp256r1+x25519+x448"}).Asked("group"),
            (Words{"secp256r1+x25519+x448", "x25519"}));
}

TEST(CliScenarioTest, AnOfferNamesGroupsAndEachOnce) {
  EXPECT_EQ(Mistake({"--group", "x25519+x25519"}), "--group x25519+x25519 offers a group twice");
  EXPECT_EQ(Mistake({"--group", "x25519+secp256r2"}), "unknown group 'secp256r2'; did you mean secp256r1?");
  for (const char* word : {"", "+", "x25519+", "+x25519", "x25519++secp256r1", "x25519 + secp256r1"}) {
    EXPECT_EQ(Mistake({"--group", word}).substr(0, 13), "unknown group") << word;
  }
}

TEST(CliScenarioTest, NumbersHaveTheirRange) {
  EXPECT_EQ(Parsed({"--tickets", "0,4,1,4"}).Asked("tickets"), (Words{"0", "4", "1"}));
  EXPECT_EQ(Parsed({"--chain-certificates", "4,1"}).Asked("chain-certificates"), (Words{"4", "1"}));
  EXPECT_EQ(Parsed({"--chain-bytes", "1,90000"}).Asked("chain-bytes"), (Words{"1", "90000"}));
  for (const char* word : {"5", "-1", "two", "1.5", "99999999999999999999", "1 ", "0x1"}) {
    const std::string said = std::string(", not '") + word + "'";
    EXPECT_EQ(Mistake({"--tickets=" + std::string(word)}), "--tickets takes numbers from 0 to 4" + said);
    EXPECT_EQ(Mistake({"--chain-certificates=" + std::string(word)}),
              "--chain-certificates takes numbers from 1 to 4" + said);
  }
  EXPECT_EQ(Mistake({"--chain-certificates", "0"}), "--chain-certificates takes numbers from 1 to 4, not '0'");
}

TEST(CliScenarioTest, OfSeveralMistakesTheFirstIsTold) {
  EXPECT_EQ(Mistake({"--tickets", "7,8"}), "--tickets takes numbers from 0 to 4, not '7'");
  EXPECT_EQ(Mistake({"--tickets", "7", "--handshake", "fool"}), "unknown handshake 'fool'; did you mean full?");
}

TEST(CliScenarioTest, SwitchesAreWhatTheySay) {
  const RunOptions options = Parsed({"--stateful-tickets", "--renew-tickets", "--reuse-tickets", "--grease",
                                     "--certificate-compression", "--middlebox", "off"});
  for (const char* axis : {"stateful-tickets", "renew-tickets", "reuse-tickets", "grease"}) {
    EXPECT_EQ(options.Asked(axis), Words{"1"}) << axis;
  }
  EXPECT_EQ(options.Asked("certificate-compression"), Words{"zlib"});
  EXPECT_EQ(options.Asked("middlebox"), Words{"off"});
  EXPECT_EQ(Parsed({"--middlebox", "on"}).Asked("middlebox"), Words{"on"});
  EXPECT_EQ(Mistake({"--middlebox", "yes"}), "--middlebox is on or off, not 'yes'");
}

TEST(CliScenarioTest, WithoutTicketsOnlyWhatNeedsNone) {
  EXPECT_EQ(Parsed({"--tickets", "0"}).Asked("handshake"), Words{"full"});
  EXPECT_EQ(Parsed({"--tickets", "0,2"}).Asked("handshake"), (Words{"full", "ticket"}));
  for (const char* kind : {"full", "session-id", "hello-retry", "false-start"}) {
    EXPECT_EQ(Mistake({"--tickets", "0", "--handshake", kind}), "") << kind;
  }
  for (const char* kind : {"ticket", "psk-ke", "early-data", "rejected-early-data", "hello-retry-ticket",
                           "refused-ticket", "full,ticket"}) {
    EXPECT_EQ(Mistake({"--tickets", "0", "--handshake", kind}),
              "resumption by ticket needs a ticket; leave --tickets 0 to full handshakes and session-id")
        << kind;
  }
}

TEST(CliScenarioTest, WhatIsATargetsOwnIsLeftOut) {
  const std::vector<std::pair<Words, std::string>> own = {
      {{"--auth", "rsa-2048"}, "leave out --auth"},
      {{"--chain-bytes", "9000"}, "leave out --chain-bytes"},
      {{"--chain-certificates", "3"}, "leave out --chain-certificates"},
      {{"--client-auth", "ed25519"}, "leave out --client-auth"},
      {{"--tickets", "2"}, "leave out --tickets"},
      {{"--stateful-tickets"}, "leave out --stateful-tickets"},
      {{"--renew-tickets"}, "--renew-tickets"},
      {{"--sweep", "auth"}, "leave out --sweep auth"},
      {{"--sweep", "tickets"}, "leave out --sweep tickets"}};
  for (const auto& [words, said] : own) {
    Words arguments = {"--target", "h"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    EXPECT_NE(Mistake(arguments).find(said), std::string::npos) << words[0] << ": " << Mistake(arguments);
  }
}

TEST(CliScenarioTest, WhatIsTheClientsGoesWithATarget) {
  const RunOptions options = Parsed({"--target", "h", "--group", "x25519+secp256r1", "--handshake", "hello-retry,full",
                                     "--cipher", "TLS_AES_128_GCM_SHA256", "--grease", "--reuse-tickets", "--middlebox",
                                     "off", "--certificate-compression"});
  EXPECT_EQ(options.Asked("group"), Words{"x25519+secp256r1"});
  EXPECT_EQ(options.axes.size(), 8U) << "and what is usual of the protocol";
}

TEST(CliScenarioTest, ASweepIsAllOfItsAxisInFullHandshakesInMemory) {
  const RunOptions groups = Parsed({"--sweep", "group"});
  EXPECT_EQ(groups.sweep, "group");
  EXPECT_EQ(groups.Asked("group").size(), GroupNames().size());
  EXPECT_EQ(groups.Asked("handshake"), Words{"full"});
  EXPECT_EQ(groups.links, std::vector{LinkKind::kMemory});
  EXPECT_EQ(Parsed({"--sweep", "auth"}).Asked("auth").size(), AuthNames().size());
  EXPECT_EQ(Parsed({"--sweep", "cipher"}).Asked("cipher").size(), CipherSuiteNames().size());
  EXPECT_EQ(Parsed({"--sweep", "handshake"}).Asked("handshake").size(), HandshakeNames().size());
  EXPECT_EQ(Parsed({"--sweep", "tickets"}).Asked("tickets"), (Words{"0", "1", "2", "3", "4"}));
  EXPECT_EQ(Parsed({"--sweep", "client-auth"}).Asked("client-auth").front(), "none") << "the others stand against it";
  EXPECT_EQ(Parsed({}).sweep, "");
}

TEST(CliScenarioTest, WhatIsNamedBesideASweepStays) {
  const RunOptions options = Parsed({"--sweep", "group", "--group", "x448,x25519", "--handshake", "ticket", "--link",
                                     "loopback", "--auth", "ed25519"});
  EXPECT_EQ(options.Asked("group"), (Words{"x448", "x25519"}));
  EXPECT_EQ(options.Asked("handshake"), Words{"ticket"});
  EXPECT_EQ(options.links, std::vector{LinkKind::kLoopback});
  EXPECT_EQ(options.Asked("auth"), Words{"ed25519"});
  EXPECT_EQ(Mistake({"--sweep", "groups"}), "unknown sweep 'groups'; did you mean group?");
  EXPECT_EQ(Mistake({"--sweep", "chain-bytes"}).substr(0, 27), "unknown sweep 'chain-bytes'") << "too many values";
}

}  // namespace
}  // namespace tlsbench
