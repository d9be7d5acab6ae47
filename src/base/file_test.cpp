#include "base/file.hpp"

#include "base/user.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace mailapp {
namespace {

using ::testing::HasSubstr;

/// Below /tmp, where everybody makes names: what is in it is the test's own.
class Files : public ::testing::Test {
protected:
    Files() {
        std::string pattern = "/tmp/mailapp-files-XXXXXX";
        root = ::mkdtemp(pattern.data());
        fs::create_directory(root / "victim");
        ::chmod((root / "victim").c_str(), 0700);
        std::ofstream(root / "victim/file") << "untouched";
        ::chmod((root / "victim/file").c_str(), 0600);
    }
    ~Files() override { fs::remove_all(root); }

    void expect_untouched() const {
        struct stat directory {};
        struct stat file {};
        ASSERT_EQ(::stat((root / "victim").c_str(), &directory), 0);
        ASSERT_EQ(::stat((root / "victim/file").c_str(), &file), 0);
        EXPECT_EQ(directory.st_mode & 07777, 0700U);
        EXPECT_EQ(directory.st_uid, ::geteuid());
        EXPECT_EQ(file.st_mode & 07777, 0600U);
        EXPECT_EQ(read_file(root / "victim/file").value(), "untouched");
        EXPECT_EQ(std::distance(fs::directory_iterator(root / "victim"), fs::directory_iterator()), 1);
    }

    static std::string doubt_of(void (*act)(fs::path const&), fs::path const& path) {
        try {
            act(path);
        } catch (UntrustedPath const& doubt) {
            return doubt.what();
        }
        return "";
    }
    static void make(fs::path const& path) { ensure_directory(path, {0755, 0, 0}); }
    static void write(fs::path const& path) { write_file_atomically(path, "new", {0644, 0, 0}); }

    fs::path root;
};

TEST_F(Files, ALinkIsNotFollowedWhereverItLies) {
    for (auto const* target : {"victim", "victim/file", "nowhere", "/dev/null"}) {
        auto const link = root / "link";
        fs::create_symlink(target, link);
        EXPECT_THAT(doubt_of(make, link), HasSubstr("is a link")) << target;
        EXPECT_THAT(doubt_of(make, link / "below"), HasSubstr("is a link")) << target;
        EXPECT_THAT(doubt_of(write, link / "file"), HasSubstr("is a link")) << target;
        EXPECT_THAT(doubt_about_path(link / "new/below"), HasSubstr("is a link")) << target;
        write(link);  // replaces the link itself
        EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(link)));
        fs::remove(link);
        expect_untouched();
    }
    EXPECT_FALSE(fs::exists(root / "nowhere"));
}

TEST_F(Files, SecondNamesOfAFileStayWhatTheyWere) {
    fs::create_hard_link(root / "victim/file", root / "name");
    write(root / "name");
    EXPECT_EQ(read_file(root / "name").value(), "new");
    expect_untouched();
    fs::remove(root / "name");
    fs::create_hard_link(root / "victim/file", root / "name");
    EXPECT_FALSE(doubt_of(make, root / "name").empty());
    expect_untouched();
}

TEST_F(Files, APipeIsNeitherWaitedForNorADirectory) {
    ASSERT_EQ(::mkfifo((root / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(read_file(root / "pipe").value(), "");
    EXPECT_FALSE(doubt_of(make, root / "pipe").empty());
    EXPECT_FALSE(doubt_of(make, root / "pipe/below").empty());
}

TEST_F(Files, ADirectoryThatOthersCanChangeIsNotWorkedIn) {
    fs::create_directory(root / "open");
    ::chmod((root / "open").c_str(), 0777);
    EXPECT_THAT(doubt_of(write, root / "open/file"), HasSubstr("can be changed by other users"));
    EXPECT_THAT(doubt_of(make, root / "open/below"), HasSubstr("can be changed by other users"));
    ::chmod((root / "open").c_str(), 01777);
    write(root / "open/file");
    make(root / "open/below");
    EXPECT_EQ(doubt_about_path(root / "open/below/new"), "");
}

TEST_F(Files, ADirectoryOfSomebodyElseIsNotWorkedIn) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
    auto const nobody = ids_of_user("nobody");
    fs::create_directory(root / "theirs");
    ASSERT_EQ(::chown((root / "theirs").c_str(), nobody.uid, nobody.gid), 0);
    EXPECT_THAT(doubt_of(write, root / "theirs/file"), HasSubstr("belongs to the user nobody"));
    EXPECT_THAT(doubt_about_path(root / "theirs/new"), HasSubstr("belongs to the user nobody"));
    // In a directory of root's a service's own directory gets its owner each time.
    ensure_directory(root / "theirs", {0700, nobody.uid, nobody.gid});
    // Where everybody makes names, one that was made beforehand is no directory of root's.
    fs::create_directory(root / "open");
    ::chmod((root / "open").c_str(), 01777);
    fs::create_directory(root / "open/theirs");
    ASSERT_EQ(::chown((root / "open/theirs").c_str(), nobody.uid, nobody.gid), 0);
    EXPECT_THAT(doubt_of(make, root / "open/theirs"), HasSubstr("belongs to the user nobody"));
}

TEST_F(Files, ParentsAreMadeForAllUsersToPass) {
    auto const before = ::umask(077);
    ensure_directory(root / "a/b/c", {0700});
    ::umask(before);
    struct stat found {};
    ASSERT_EQ(::stat((root / "a/b").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0755U);
    ASSERT_EQ(::stat((root / "a/b/c").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0700U);
}

TEST_F(Files, WithTheRightsOfAUserOnlyThatUsersFilesOpen) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root takes the rights of others";
    ::chmod(root.c_str(), 0755);
    // Readable for root's group: it is left as well.
    std::ofstream(root / "groups") << "x";
    ::chmod((root / "groups").c_str(), 0640);
    {
        FileRights const rights(ids_of_user("nobody"));
        EXPECT_FALSE(read_file(root / "victim/file"));
        EXPECT_FALSE(read_file(root / "groups"));
        EXPECT_TRUE(read_file("/etc/passwd"));
    }
    EXPECT_TRUE(read_file(root / "victim/file"));
    EXPECT_TRUE(read_file(root / "groups"));
}

}  // namespace
}  // namespace mailapp
