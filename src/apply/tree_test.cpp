#include "apply/tree.hpp"

#include "apply/filter_cache.hpp"
#include "apply/prepare.hpp"
#include "base/user.hpp"
#include "stack/test_daemon.hpp"
#include "stack/tls/certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

namespace mailapp::apply {
namespace {

constexpr std::array service_users{"mailapp", "vmail", "postfix", "_rspamd", "redis", "dovecot", "dovenull"};

/// What somebody can put where root is expected to find its own.
enum class Planted { link_to_directory, link_to_file, dangling_link, link_to_device, second_name, pipe };
constexpr std::array all_planted{Planted::link_to_directory, Planted::link_to_file, Planted::dangling_link,
                                 Planted::link_to_device,    Planted::second_name,  Planted::pipe};

class PlantedLinks : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "only root can be tempted";
        ASSERT_TRUE(ensure_users());
        fs::create_directory(victim());
        ::chmod(victim().c_str(), 0700);
        std::ofstream(victim() / "file") << "untouched";
        ::chmod((victim() / "file").c_str(), 0600);
    }

    fs::path victim() const { return directory_.path() / "victim"; }
    Instance instance() const {
        Settings settings;
        settings.hostname = "mail.example.org";
        return {directory_.path() / "i", settings};
    }

    void expect_untouched(std::string const& why) const {
        struct stat found {};
        ASSERT_EQ(::stat(victim().c_str(), &found), 0);
        EXPECT_EQ(found.st_uid, 0U) << why;
        EXPECT_EQ(found.st_mode & 07777, 0700U) << why;
        ASSERT_EQ(::stat((victim() / "file").c_str(), &found), 0);
        EXPECT_EQ(found.st_uid, 0U) << why;
        EXPECT_EQ(found.st_mode & 07777, 0600U) << why;
        EXPECT_EQ(read_file(victim() / "file").value(), "untouched") << why;
        EXPECT_EQ(std::distance(fs::directory_iterator(victim()), fs::directory_iterator()), 1) << why;
        ASSERT_EQ(::stat("/dev/null", &found), 0);
        EXPECT_TRUE(S_ISCHR(found.st_mode) && found.st_uid == 0 && (found.st_mode & 0777) == 0666) << why;
        EXPECT_FALSE(fs::exists(directory_.path() / "made")) << why;
    }

    /// 0, or the number of the error.
    int plant(fs::path const& name, Planted what) const {
        auto const link = [&name](fs::path const& target) { return ::symlink(target.c_str(), name.c_str()); };
        int done = 0;
        switch (what) {
            case Planted::link_to_directory: done = link(victim()); break;
            case Planted::link_to_file: done = link(victim() / "file"); break;
            case Planted::dangling_link: done = link(directory_.path() / "made"); break;
            case Planted::link_to_device: done = link("/dev/null"); break;
            // Of protected_hardlinks(proc(5)) nothing is expected: root stands in for the kernel that lets
            // it.
            case Planted::second_name: done = ::link((victim() / "file").c_str(), name.c_str()); break;
            case Planted::pipe: done = ::mkfifo(name.c_str(), 0600); break;
        }
        return done == 0 ? 0 : errno;
    }

    /// Everything that root does before the services start, as `up` does it. Refusals are as good as success.
    static std::string prepare(Instance const& instance, fs::path const& store) {
        try {
            ensure_tree(instance);
            move_old_files(instance);
            ensure_secrets(instance);
            if (auto const made = ensure_certificates(instance); !made) return made.error().detail;
            seed_filter_cache(instance, store);
            keep_filter_cache(instance, store);
        } catch (UntrustedPath const& refused) {
            return refused.what();
        } catch (std::system_error const& refused) {
            return refused.what();
        }
        return "";
    }

    test::TemporaryDirectory directory_;
};

/// How many of the tries succeed when a child with the rights of the user makes them.
template <class Try>
int tries_of(char const* user, Try attempt) {
    auto const child = ::fork();
    if (child == 0) {
        if (!become_user(user)) ::_exit(200);
        ::_exit(attempt());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 201;
}

std::vector<fs::path> all_names(Instance const& instance) {
    auto names = names_of_root(instance);
    for (auto const& directory : tree_of(instance)) names.push_back(directory.path);
    return names;
}

TEST_F(PlantedLinks, WhatHoldsANameOfRootIsRootsAlone) {
    auto const here = instance();
    std::vector<TreeDirectory> const tree = tree_of(here);
    for (auto const& name : all_names(here)) {
        if (name == here.directory()) continue;
        auto const holder = std::find_if(tree.begin(), tree.end(), [&name](TreeDirectory const& each) {
            return each.path == name.parent_path();
        });
        // What is not in the table lies below a directory of root's that it made as 0755 itself.
        if (holder == tree.end()) {
            EXPECT_EQ(name.parent_path().parent_path().parent_path(), here.directory()) << name;
            continue;
        }
        EXPECT_EQ(holder->mode.owner, 0U) << name;
        EXPECT_EQ(holder->mode.bits & 0022U, 0U) << name;
    }
}

TEST_F(PlantedLinks, NoServiceUserCanPutAnythingInPlaceOfANameOfRoot) {
    auto const here = instance();
    ASSERT_EQ(prepare(here, directory_.path() / "store"), "");
    for (auto const* user : service_users) {
        if (::getpwnam(user) == nullptr) continue;
        auto const succeeded = tries_of(user, [&] {
            int count = 0;
            for (auto const& name : all_names(here)) {
                for (auto const what : all_planted)
                    if (plant(name, what) == 0) ++count;
                if (::rename(name.c_str(), (name.string() + ".aside").c_str()) == 0) ++count;
                if (::unlink(name.c_str()) == 0 || ::rmdir(name.c_str()) == 0) ++count;
            }
            return std::min(count, 100);
        });
        EXPECT_EQ(succeeded, 0) << user;
    }
    EXPECT_EQ(prepare(here, directory_.path() / "store"), "");
    expect_untouched("after all tries");
}

TEST_F(PlantedLinks, ATreeWhoseServicesOwnedTheirParentsIsTakenOverWithoutFollowingThem) {
    auto const control = ids_of_user(control_user);
    for (auto const& directory : tree_of(instance())) {
        // Below data/ and run/postfix, which belonged to a service.
        if (directory.path.parent_path() != instance().data()) continue;
        for (auto const what : all_planted) {
            fs::remove_all(instance().directory());
            ensure_directory(instance().data(), {0711, control.uid, control.gid});
            ASSERT_EQ(plant(directory.path, what), 0);
            auto const why = directory.path.string() + " " + std::to_string(static_cast<int>(what));
            EXPECT_TRUE(is_old_tree(instance()));
            EXPECT_THAT(prepare(instance(), directory_.path() / "store"),
                        testing::HasSubstr(directory.path.string()));
            expect_untouched(why);
        }
    }
}

TEST_F(PlantedLinks, TheFilesOfAnOlderVersionMoveWhateverTheyAre) {
    auto const control = ids_of_user(control_user);
    for (auto const* name : {"mailapp.db", "mailapp.db-wal", "mailapp.db-shm", "metrics.ring"}) {
        for (auto const what : all_planted) {
            fs::remove_all(instance().directory());
            ensure_directory(instance().data(), {0711, control.uid, control.gid});
            ASSERT_EQ(plant(instance().data() / name, what), 0);
            EXPECT_TRUE(is_old_tree(instance()));
            EXPECT_EQ(prepare(instance(), directory_.path() / "store"), "");
            EXPECT_FALSE(is_old_tree(instance()));
            EXPECT_TRUE(fs::exists(fs::symlink_status(instance().control_data() / name)));
            expect_untouched(name);
        }
    }
}

TEST_F(PlantedLinks, PatternsAreCopiedWithTheRightsOfTheFilter) {
    auto const here = instance();
    auto const store = directory_.path() / "store";
    auto const state = here.data() / "rspamd-state";
    fs::create_directory(store);
    std::ofstream(store / "a.hsmp") << "pattern";
    for (auto const what : all_planted) {
        ensure_tree(here);
        ASSERT_EQ(plant(state / "a.hsmp", what), 0);
        EXPECT_EQ(prepare(here, store), "");
        expect_untouched("seed " + std::to_string(static_cast<int>(what)));
        fs::remove_all(here.directory());
    }
    fs::remove_all(store);
    for (auto const what : all_planted) {
        ensure_tree(here);
        ASSERT_EQ(plant(state / "b.hsmp", what), 0);
        std::ofstream(state / "c.hsmp") << "pattern";
        ::chmod((state / "c.hsmp").c_str(), 0644);
        keep_filter_cache(here, store);
        // Nothing but the filter's own may become readable for all there.
        EXPECT_FALSE(fs::exists(fs::symlink_status(store / "b.hsmp"))) << static_cast<int>(what);
        EXPECT_EQ(read_file(store / "c.hsmp").value(), "pattern");
        expect_untouched("keep " + std::to_string(static_cast<int>(what)));
        fs::remove_all(here.directory());
        fs::remove_all(store);
    }
}

TEST_F(PlantedLinks, KeyAndCertificateAreMendedWhenTheyDoNotBelongTogether) {
    auto const here = instance();
    ensure_tree(here);
    auto made = ensure_certificates(here);
    ASSERT_TRUE(made && made->made && made->remarks.empty());
    made = ensure_certificates(here);
    ASSERT_TRUE(made && !made->made);
    auto const before = fingerprint_of_certificates(here);
    // The key of another start at the same moment.
    auto const other = stack::tls::make_server(stack::tls::make_authority("x"), {"x.test"}, {"::1"});
    write_file_atomically(here.tls() / "server.key", other.private_key);
    made = ensure_certificates(here);
    ASSERT_TRUE(made && made->made);
    EXPECT_EQ(made->remarks.size(), 1U);
    EXPECT_NE(fingerprint_of_certificates(here), before);
    write_file_atomically(here.tls() / "ca.key", other.private_key);
    made = ensure_certificates(here);
    ASSERT_TRUE(made && made->made);
    EXPECT_EQ(made->remarks.size(), 1U);
    made = ensure_certificates(here);
    ASSERT_TRUE(made && !made->made);
    // An operator's own is never replaced; with another key it is refused.
    write_file_atomically(here.tls() / "server.pem", other.certificate);
    auto const refused = ensure_certificates(here);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "up.certificate_mismatch");
    write_file_atomically(here.tls() / "server.key", other.private_key);
    made = ensure_certificates(here);
    ASSERT_TRUE(made && !made->made);
    EXPECT_EQ(read_file(here.tls() / "server.pem").value(), other.certificate);
}

}  // namespace
}  // namespace mailapp::apply
