package registry_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	tf "github.com/hashicorp/terraform-plugin-testing/terraform"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
)

const failureGuide = "templates/guides/failures.md"

// shownBy maps each row of the guide's table to the tests that prove it, by
// their folder below internal.
var shownBy = map[string][]string{
	"The answer to a creation is lost": {
		"objects/virtualmachinegroup.TestCreateWhoseAnswerIsLostMakesOneGroup",
		"objects/virtualmachinenetworkinterface.TestCreateWhoseAnswerIsLostMakesOneInterface",
		"objects/sailpointgovernancegroup.TestCreateWhoseAnswerIsLostMakesOneGroup",
	},
	"The answer to a creation is lost, and several objects could be the one": {
		"objects/virtualmachinegroup.TestGroupsThatCannotBeToldApartAreNamed",
		"objects/virtualmachinenetworkinterface.TestInterfacesThatCannotBeToldApartAreNamed",
		"objects/sailpointgovernancegroup.TestGroupsThatCannotBeToldApartAreNamed",
	},
	"The answer to a creation is lost, and objects cannot be listed": {
		"objects/virtualmachinegroup.TestLostGroupThatCannotBeLookedForIsSaid",
		"objects/sailpointgovernancegroup.TestLostGroupThatCannotBeLookedForIsSaid",
	},
	"The answer to a change or a deletion is lost": {
		"objects/virtualmachinegroup.TestPassingFailuresOfDeleteDoNotReachTheUser",
		"objects/virtualmachinenetworkinterface.TestPassingRefusalsDoNotReachTheUser",
		"objects/diskassignment.TestPassingRefusalsDoNotReachTheUser",
		"objects/sailpointgovernancegroup.TestPassingFailuresDoNotReachTheUser",
	},
	"All answers to an assignment are lost, and the disk cannot be read": {
		"objects/diskassignment.TestAssignmentOfWhichNothingIsKnownIsInTheState",
	},
	"Terraform is interrupted while something is being created": {
		"rest.TestAnswerOnItsWayOutlivesTheCaller",
		"rest.TestCreationThatIsNotOnItsWayEndsWithItsCaller",
	},
	"The machine is in the trash": {
		"objects/diskassignment.TestMachineInTheTrashIsSaidAndKeepsItsDisk",
		"objects/virtualmachinenetworkinterface.TestMachineInTheTrashIsSaidWithHowToRestoreIt",
	},
	"The API refuses something": {
		"objects/virtualmachinegroup.TestRefusedCreateLeavesNothing",
		"objects/diskassignment.TestEveryDocumentedAnswerOfAssign",
		"objects/virtualmachinenetworkinterface.TestEveryDocumentedAnswerOfCreate",
	},
	"The API is unavailable for a moment, or its queue is full": {
		"objects/virtualmachinenetworkinterface.TestPassingRefusalsDoNotReachTheUser",
	},
	"The API stays unavailable": {"objects/virtualmachinenetworkinterface.TestEveryDocumentedAnswerOfCreate"},
	"The rate limit is used up": {
		"katapult.TestThreeThousandRequestsAtSixHundredAMinuteTakeLittleMoreThanTheyMust",
		"provider.TestWaitingForTheRateLimitIsToldOnceFromTheFirstRequestOn",
	},
	"Something else answers, such as a proxy or a login page": {
		"objects/virtualmachinegroup.TestLoginPageInThePlaceOfTheAPILosesNothing",
		"katapult.TestNothingUsableIsNeverAnAnswer",
	},
	"A task fails": {
		"objects/diskassignment.TestFailureAfterAssignIsTaintedAndRepairedByTheNextApply",
		"objects/virtualmachinenetworkinterface.TestFailedDetachKeepsTheInterface",
	},
	"A timeout is over while a task is at work": {
		"objects/diskassignment.TestTimeoutNamesTheTask",
		"objects/diskassignment.TestTimeoutsOfUpdateAndDeleteNameTheTaskAndAreContinued",
		"objects/virtualmachinenetworkinterface.TestTimeoutNamesTheTaskAndKeepsTheInterface",
	},
	"Terraform is interrupted while a task is at work": {
		"objects/diskassignment.TestInterruptedWaitEndsAtOnceAndIsContinued",
		"objects/virtualmachinenetworkinterface.TestInterruptedWaitEndsAtOnceAndIsContinued",
		"katapult.TestEndOfContextEndsEveryWait",
	},
	"A creation fails halfway": {
		"objects/diskassignment.TestFailureAfterAssignIsTaintedAndRepairedByTheNextApply",
		"objects/virtualmachinenetworkinterface.TestFailureWhileAllocatingIsTaintedAndRepaired",
		"objects/sailpointgovernancegroupmembers.TestApplyAfterACreateThatFailedHalfwayDoesItAll",
		"objects/sailpointgovernancegroupmembers.TestDestroyAfterACreateThatFailedHalfwayRemovesWhomItAdded",
	},
	"A change fails halfway": {
		"objects/virtualmachinenetworkinterface.TestFailureOfAnUpdateKeepsWhatItHasAllocated",
		"objects/virtualmachinenetworkinterface.TestUpdateThatFailedHalfwayIsFinishedByTheNextApply",
	},
	"The provider is killed":                     {"chaos.TestNothingIsLostWhenTheProviderIsKilled"},
	"Several runs work on the same organization": {"chaos.TestSeveralAppliesShareOneToken"},
	"Somebody deleted the object": {
		"objects/virtualmachinegroup.TestDeletedOutsideIsCreatedAgain",
		"objects/diskassignment.TestUnassignedOutsideIsAssignedAgain",
		"objects/virtualmachinenetworkinterface.TestDestroyOfWhatIsGone",
	},
	"Somebody changed the object": {
		"objects/virtualmachinegroup.TestChangedOutsideIsChangedBack",
		"objects/diskassignment.TestDriftIsSeenBothWays",
		"objects/virtualmachinenetworkinterface.TestDriftIsSeenBothWays",
	},
	"Somebody deletes the object between plan and apply": {
		"objects/virtualmachinegroup.TestDeletedBetweenPlanAndDestroyIsNoError",
		"objects/virtualmachinegroup.TestChangeByOthersBetweenPlanAndApply",
		"objects/diskassignment.TestChangeByOthersBetweenPlanAndApply",
		"objects/virtualmachinenetworkinterface.TestChangeByOthersBetweenPlanAndApply",
		"objects/sailpointgovernancegroup.TestChangeByOthersBetweenPlanAndApply",
	},
	"A disk is assigned to another machine": {
		"objects/diskassignment.TestDiskOfAnotherMachineIsRefusedBeforeAnythingIsChanged",
		"objects/diskassignment.TestCreateBeforeDestroyThatIsImposedIsSaid",
	},
	"A disk or an address moves between two resources of one apply, or two swap theirs": {
		"objects/diskassignment.TestSwapOfTwoDisksWorksInOneApply",
		"objects/virtualmachinenetworkinterface.TestAddressesMoveBetweenInterfacesInOneApply",
	},
	"An address is taken, mistyped or of another network": {
		"objects/virtualmachinenetworkinterface.TestInterfaceWhoseAddressesAreRefusedIsNotMade",
		"objects/virtualmachinenetworkinterface.TestUpdateWhoseAddressesAreRefusedChangesNothing",
	},
	"An interface that is to be destroyed has addresses that others allocated": {
		"objects/virtualmachinenetworkinterface.TestDestroyWithAddressesThatAreNotManagedChangesNothing",
	},
	"An interface with addresses is to be replaced, and `ip_address_ids` is left out": {
		"objects/virtualmachinenetworkinterface.TestReplacementThatWouldLoseItsAddressesIsNotPlanned",
	},
	"A resource is renamed without a `moved` block, or goes from `count` to `for_each`": {
		"objects/diskassignment.TestDiskStaysAttachedWhenItsAddressChanges",
		"objects/sailpointgovernancegroupmembers.TestMembersStayWhenTheResourceIsRenamed",
	},
	"Two resources of one configuration manage the same assignment, or the members of the same group": {
		"chaos.TestTwoResourcesForOneObjectAreRefused",
		"objects/sailpointgovernancegroupmembers.TestSecondListOfMembersOfOneGroupIsRefused",
	},
	"A boot disk is in the state": {"objects/diskassignment.TestBootDiskInTheStateIsSaidAndStaysAsItIs"},
	"A machine is stuck in a transition, or with a task": {
		"katapult.TestStuckMachineKeepsOthersForOneTimeoutAtTheMost",
		"katapult.TestTaskThatWasGivenUpIsNotWaitedForInTurns",
	},
	"The API is away while Terraform waits for something": {
		"katapult.TestOutageDoesNotEndTheWaitForAMachine",
		"katapult.TestOutageDoesNotEndTheWaitForATask",
	},
	"Setting the members of a group fails halfway": {
		"objects/sailpointgovernancegroupmembers.TestUntaintedMembersShowWhoIsStillToBeRemoved",
	},
	"Configuration and API write one ID differently": {
		"objects/sailpointgovernancegroup.TestOwnerInAnotherSpellingIsTheSameOwner",
		"objects/sailpointgovernancegroupmembers.TestMembersInAnotherSpellingAreTheSameMembers",
	},
	"The machine is starting or stopping": {
		"objects/diskassignment.TestMachineInTransitionIsWaitedFor",
		"objects/virtualmachinenetworkinterface.TestCreateWaitsForTheMachine",
	},
}

func TestEveryPromiseOfTheGuideToFailuresIsShown(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, failureGuide))
	if err != nil {
		t.Fatal(err)
	}
	promised := map[string]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\| ([A-Z][^|]*?)\.? +\|`).FindAllStringSubmatch(string(content), -1) {
		promised[row[1]] = true
		if len(shownBy[row[1]]) == 0 {
			t.Errorf("no test is named that shows: %s", row[1])
		}
	}
	for failure, tests := range shownBy {
		if !promised[failure] {
			t.Errorf("the guide does not say what happens when: %s", failure)
		}
		for _, name := range tests {
			if !exists(t, name) {
				t.Errorf("there is no test %s", name)
			}
		}
	}
}

// exists reports whether a folder has a test of that name.
func exists(t *testing.T, name string) bool {
	t.Helper()
	folder, test, _ := strings.Cut(name, ".")
	files, err := filepath.Glob(filepath.Join(root, "internal", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), "\nfunc "+test+"(") {
			return true
		}
	}
	return false
}

func TestGuideToFailuresFindsWhatWasMadeTwice(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, failureGuide))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^ *```terraform\n(.*?)^ *```$").FindAllStringSubmatch(string(content), -1)
	if len(blocks) != 1 {
		t.Fatalf("the guide has %d configurations", len(blocks))
	}
	w := acctest.New(t, registry.All()...)
	one, two := w.AddGroup("web"), w.AddGroup("web")
	w.AddGroup("database")
	w.Run(resource.TestStep{Config: blocks[0][1], Check: func(state *tf.State) error {
		twice, _ := state.RootModule().Outputs["made_twice"].Value.(map[string]any)
		web, _ := twice["web"].(map[string]any)
		if len(twice) != 1 || web[one] == nil || web[two] == nil {
			return fmt.Errorf("found %v, not %s and %s alone", twice, one, two)
		}
		return nil
	}})
}
