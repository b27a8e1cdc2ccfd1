// The options that say which handshakes are run, through the whole command line.

#include "bench/cli/scenario_options.h"

#include <gtest/gtest.h>

#include "bench/cli/command_line.h"

namespace tlsbench {
namespace {

using Words = std::vector<std::string>;
using Numbers = std::vector<unsigned>;
using Offers = std::vector<std::vector<std::uint16_t>>;

RunOptions Parsed(const Words& arguments) {
  const Command command = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&command);
  EXPECT_EQ(error, nullptr) << error->words;
  return error == nullptr ? std::get<RunOptions>(command) : RunOptions();
}

std::string Mistake(const Words& arguments) {
  const Command command = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&command);
  return error == nullptr ? "" : error->words;
}

TEST(CliScenarioTest, ByDefaultTheUsualHandshakes) {
  const RunOptions options = Parsed({});
  EXPECT_FALSE(options.protocols_named);
  EXPECT_EQ(options.auths, std::vector{Auth::kEcdsaP256});
  EXPECT_EQ(options.client_auths, std::vector{Auth::kNone});
  EXPECT_EQ(options.chain_certificates, Numbers{2});
  EXPECT_EQ(options.tickets, Numbers{2});
  EXPECT_TRUE(options.groups.empty());
  EXPECT_TRUE(options.cipher_suites.empty());
  EXPECT_EQ(options.middlebox, Middlebox::kAsItComes);
  EXPECT_FALSE(options.stateful_tickets || options.renew_tickets || options.reuse_tickets);
  EXPECT_FALSE(options.grease || options.certificate_compression);
}

TEST(CliScenarioTest, ListsOfNamesKeepTheirOrder) {
  EXPECT_EQ(Parsed({"--handshake", "early-data,full"}).handshakes,
            (std::vector{Handshake::kEarlyData, Handshake::kFull}));
  EXPECT_EQ(Parsed({"--auth", "ml-dsa-44,ed25519,ml-dsa-44"}).auths, (std::vector{Auth::kMlDsa44, Auth::kEd25519}));
  EXPECT_EQ(Parsed({"--client-auth", "rsa-2048,none"}).client_auths, (std::vector{Auth::kRsa2048, Auth::kNone}));
  EXPECT_EQ(Parsed({"--cipher", "TLS_RSA_WITH_AES_128_GCM_SHA256"}).cipher_suites, std::vector<std::uint16_t>{0x009c});
  EXPECT_TRUE(Parsed({"--protocol", "1.3"}).protocols_named);
}

TEST(CliScenarioTest, EveryNameOfTheHelpIsTaken) {
  for (const std::string& name : HandshakeNames()) {
    EXPECT_EQ(Parsed({"--handshake", name}).handshakes, std::vector{*ParseHandshake(name)});
  }
  for (const std::string& name : AuthNames()) {
    EXPECT_EQ(Parsed({"--auth", name}).auths, std::vector{*ParseAuth(name)});
    EXPECT_EQ(Parsed({"--client-auth", name}).client_auths, std::vector{*ParseAuth(name)});
  }
  for (const std::string& name : GroupNames()) {
    EXPECT_EQ(Parsed({"--group", name}).groups, (Offers{{*ParseGroup(name)}}));
  }
  for (const std::string& name : CipherSuiteNames()) {
    EXPECT_EQ(Parsed({"--cipher", name}).cipher_suites, std::vector{*ParseCipherSuite(name)});
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
  EXPECT_EQ(Parsed({"--group", "x25519,secp256r1"}).groups, (Offers{{29}, {23}})) << "two clients";
  EXPECT_EQ(Parsed({"--group", "x25519+secp256r1"}).groups, (Offers{{29, 23}})) << "one client";
  EXPECT_EQ(Parsed({"--group", "secp256r1+x25519+x448,x25519,secp256r1+x25519+x448"}).groups,
            (Offers{{23, 29, 30}, {29}}));
}

TEST(CliScenarioTest, AnOfferNamesGroupsAndEachOnce) {
  EXPECT_EQ(Mistake({"--group", "x25519+x25519"}), "--group x25519+x25519 offers a group twice");
  EXPECT_EQ(Mistake({"--group", "x25519+secp256r2"}), "unknown group 'secp256r2'; did you mean secp256r1?");
  for (const char* word : {"", "+", "x25519+", "+x25519", "x25519++secp256r1", "x25519 + secp256r1"}) {
    EXPECT_EQ(Mistake({"--group", word}).substr(0, 13), "unknown group") << word;
  }
}

TEST(CliScenarioTest, NumbersHaveTheirRange) {
  EXPECT_EQ(Parsed({"--tickets", "0,4,1,4"}).tickets, (Numbers{0, 4, 1}));
  EXPECT_EQ(Parsed({"--chain-certificates", "4,1"}).chain_certificates, (Numbers{4, 1}));
  EXPECT_EQ(Parsed({"--chain-bytes", "1,90000"}).chain_bytes, (Numbers{1, 90000}));
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
  EXPECT_TRUE(options.stateful_tickets && options.renew_tickets && options.reuse_tickets);
  EXPECT_TRUE(options.grease && options.certificate_compression);
  EXPECT_EQ(options.middlebox, Middlebox::kOff);
  EXPECT_EQ(Parsed({"--middlebox", "on"}).middlebox, Middlebox::kOn);
  EXPECT_EQ(Mistake({"--middlebox", "yes"}), "--middlebox is on or off, not 'yes'");
}

TEST(CliScenarioTest, WithoutTicketsOnlyWhatNeedsNone) {
  EXPECT_EQ(Parsed({"--tickets", "0"}).handshakes, std::vector{Handshake::kFull});
  EXPECT_EQ(Parsed({"--tickets", "0,2"}).handshakes, (std::vector{Handshake::kFull, Handshake::kTicket}));
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
  EXPECT_EQ(options.groups, (Offers{{29, 23}}));
  EXPECT_TRUE(options.grease && options.reuse_tickets && options.certificate_compression);
}

TEST(CliScenarioTest, ASweepIsAllOfItsAxisInFullHandshakesInMemory) {
  const RunOptions groups = Parsed({"--sweep", "group"});
  EXPECT_EQ(groups.sweep, Sweep::kGroup);
  EXPECT_EQ(groups.groups.size(), GroupNames().size());
  EXPECT_EQ(groups.handshakes, std::vector{Handshake::kFull});
  EXPECT_EQ(groups.links, std::vector{LinkKind::kMemory});
  EXPECT_EQ(Parsed({"--sweep", "auth"}).auths.size(), AuthNames().size());
  EXPECT_EQ(Parsed({"--sweep", "cipher"}).cipher_suites.size(), CipherSuiteNames().size());
  EXPECT_EQ(Parsed({"--sweep", "handshake"}).handshakes.size(), HandshakeNames().size());
  EXPECT_EQ(Parsed({"--sweep", "tickets"}).tickets, (Numbers{0, 1, 2, 3, 4}));
  EXPECT_EQ(Parsed({}).sweep, Sweep::kNone);
}

TEST(CliScenarioTest, WhatIsNamedBesideASweepStays) {
  const RunOptions options = Parsed({"--sweep", "group", "--group", "x448,x25519", "--handshake", "ticket", "--link",
                                     "loopback", "--auth", "ed25519"});
  EXPECT_EQ(options.groups, (Offers{{30}, {29}}));
  EXPECT_EQ(options.handshakes, std::vector{Handshake::kTicket});
  EXPECT_EQ(options.links, std::vector{LinkKind::kLoopback});
  EXPECT_EQ(options.auths, std::vector{Auth::kEd25519});
  EXPECT_EQ(Mistake({"--sweep", "groups"}), "unknown sweep 'groups'; did you mean group?");
}

}  // namespace
}  // namespace tlsbench
