#include "apply/revision.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mailapp::apply {
namespace {

class Revisions : public testing::Test {
protected:
    Revisions() {
        std::string pattern = "/tmp/mailapp-revisions-XXXXXX";
        directory = ::mkdtemp(pattern.data());
        fs::create_directories(directory / "config/revisions");
    }
    ~Revisions() override { fs::remove_all(directory); }

    Instance instance() const { return {directory, Settings{}}; }

    fs::path make(std::vector<stack::RenderedFile> const& files) const {
        auto const revision = next_revision(instance());
        write_revision(revision, files);
        switch_live(instance(), revision);
        return revision;
    }

    fs::path directory;
};

// Files get owner root: only root may give files away.
#define NEEDS_ROOT() \
    if (::geteuid() != 0) GTEST_SKIP() << "needs root"

TEST_F(Revisions, BeforeTheFirstNothingIsLive) {
    EXPECT_FALSE(live_revision(instance()));
}

TEST_F(Revisions, TheLinkLeadsToWhatWasSwitchedToLast) {
    NEEDS_ROOT();
    auto const first = make({{"postfix/main.cf", "one"}});
    auto const second = make({{"postfix/main.cf", "two"}});
    EXPECT_LT(first.filename(), second.filename());
    EXPECT_EQ(live_revision(instance()), second);
    EXPECT_EQ(*read_file(instance().live_config() / "postfix/main.cf"), "two");
    switch_live(instance(), first);
    EXPECT_EQ(*read_file(instance().live_config() / "postfix/main.cf"), "one");
}

TEST_F(Revisions, TheWayBackIsMadeBeforeItIsNeeded) {
    NEEDS_ROOT();
    auto const first = make({{"postfix/main.cf", "one"}});
    {
        WayBack way_back(instance());
        auto const second = make({{"postfix/main.cf", "two"}});
        EXPECT_EQ(live_revision(instance()), second);
        way_back.take();
    }
    EXPECT_EQ(live_revision(instance()), first);
    { WayBack const unused(instance()); }
    EXPECT_EQ(live_revision(instance()), first);
    EXPECT_FALSE(fs::exists(fs::symlink_status(instance().live_config().string() + ".before")));
}

TEST_F(Revisions, TheProgramsWhoseFilesDifferAreNamed) {
    NEEDS_ROOT();
    std::vector<stack::RenderedFile> files{{"postfix/main.cf", "a"},
                                           {"dovecot/dovecot.conf", "b", 0600},
                                           {"dovecot/sieve-bin/learn-spam", "/program", 0777, "", true}};
    auto const revision = make(files);
    EXPECT_TRUE(programs_that_differ(revision, files).empty());
    files[0].content = "other";
    EXPECT_THAT(programs_that_differ(revision, files), testing::ElementsAre("postfix"));
    files[2].content = "/other";
    files.push_back({"redis/redis.conf", "new"});
    EXPECT_THAT(programs_that_differ(revision, files), testing::ElementsAre("dovecot", "postfix", "redis"));
}

TEST_F(Revisions, WritingAgainTouchesOnlyWhatIsDifferent) {
    NEEDS_ROOT();
    auto const revision = make({{"a/same", "x"}, {"a/other", "x"}});
    auto const before = fs::last_write_time(revision / "a/same");
    fs::last_write_time(revision / "a/same", before - std::chrono::hours(1));
    write_revision(revision, {{"a/same", "x"}, {"a/other", "y"}});
    EXPECT_EQ(fs::last_write_time(revision / "a/same"), before - std::chrono::hours(1));
    EXPECT_EQ(*read_file(revision / "a/other"), "y");
}

TEST_F(Revisions, ProgramsPassToTheirFilesWhateverTheUmask) {
    NEEDS_ROOT();
    auto const before = ::umask(077);
    auto const revision = make({{"rspamd/local.d/a.conf", "x"}, {"postfix/main.cf", "y"}});
    ::umask(before);
    for (auto const* const below : {"", "rspamd", "rspamd/local.d", "postfix"})
        EXPECT_EQ(fs::status(revision / below).permissions(), fs::perms(0755)) << below;
}

TEST_F(Revisions, OldOnesGoButNeverTheOneInForce) {
    NEEDS_ROOT();
    auto const first = make({{"a/b", "x"}});
    for (int i = 0; i < 4; ++i) make({{"a/b", "x"}});
    switch_live(instance(), first);
    prune_revisions(instance(), 2);
    EXPECT_TRUE(fs::exists(first));
    EXPECT_EQ(std::distance(fs::directory_iterator(instance().revisions()), fs::directory_iterator()), 3);
}

}  // namespace
}  // namespace mailapp::apply
