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
		"objects/compute/virtualmachinegroup.TestCreateWhoseAnswerIsLostMakesOneGroup",
		"objects/organization/tag.TestCreateWhoseAnswerIsLostMakesOneTag",
		"objects/networking/virtualnetwork.TestCreateWhoseAnswerIsLostMakesOneNetwork",
		"objects/dns/dnsrecord.TestCreateWhoseAnswerIsLostMakesOneRecord",
		"objects/dns/dnszone.TestCreateWhoseAnswerIsLostMakesOneZone",
		"objects/networking/ip.TestCreateWhoseAnswerIsLostLeasesOneAddress",
		"objects/storage/disk.TestCreateWhoseAnswerIsLostMakesOneDisk",
		"objects/storage/diskbackuppolicy.TestCreateWhoseAnswerIsLostMakesOnePolicy",
		"objects/storage/filestoragevolume.TestCreateWhoseAnswerIsLostMakesOneVolume",
		"objects/networking/loadbalancer.TestCreateWhoseAnswerIsLostMakesOneLoadBalancer",
		"objects/organization/managedorganization.TestCreateWhoseAnswerIsLostMakesOneOrganization",
		"objects/networking/loadbalancerrule.TestCreateWhoseAnswerIsLostMakesOneRule",
		"objects/networking/virtualmachinenetworkinterface.TestCreateWhoseAnswerIsLostMakesOneInterface",
		"objects/sailpoint/governancegroup.TestCreateWhoseAnswerIsLostMakesOneGroup",
		"objects/networking/securitygroup.TestLostResponsesMakeNothingTwice",
		"objects/networking/securitygrouprule.TestLostResponsesMakeNothingTwice",
		"objects/networking/customcertificate.TestCreateWhoseAnswerIsLostMakesOneCertificate",
		"objects/networking/letsencryptcertificate.TestCreateWhoseAnswerIsLostMakesOneCertificate",
		"objects/networking/selfsignedcertificate.TestCreateWhoseAnswerIsLostMakesOneCertificate",
		"objects/storage/objectstorageaccount.TestCreateWhoseAnswerIsLostMakesOneAccount",
		"objects/storage/objectstorageaccesskey.TestCreateWhoseAnswerIsLostMakesOneKey",
		"objects/storage/objectstoragebucket.TestCreateWhoseAnswerIsLostMakesOneBucket",
	},
	"The answer to a creation is lost, and several objects could be the one": {
		"objects/compute/virtualmachinegroup.TestGroupsThatCannotBeToldApartAreNamed",
		"objects/organization/tag.TestTagsThatCannotBeToldApartAreNamed",
		"objects/networking/virtualnetwork.TestNetworksThatCannotBeToldApartAreNamed",
		"objects/dns/dnsrecord.TestRecordsThatCannotBeToldApartAreNamed",
		"objects/networking/ip.TestAddressesThatCannotBeToldApartAreNamed",
		"objects/networking/loadbalancer.TestLoadBalancersThatCannotBeToldApartAreNamed",
		"objects/networking/loadbalancerrule.TestRulesThatCannotBeToldApartAreNamed",
		"objects/networking/virtualmachinenetworkinterface.TestInterfacesThatCannotBeToldApartAreNamed",
		"objects/sailpoint/governancegroup.TestGroupsThatCannotBeToldApartAreNamed",
		"objects/networking/securitygroup.TestGroupsThatCannotBeToldApartAreNamed",
		"objects/networking/securitygrouprule.TestRulesThatCannotBeToldApartAreNamed",
		"objects/networking/selfsignedcertificate.TestCertificatesThatCannotBeToldApartAreNamed",
		"objects/storage/objectstorageaccesskey.TestKeysThatCannotBeToldApartAreNamed",
	},
	"The answer to a creation is lost, and objects cannot be listed": {
		"objects/compute/virtualmachinegroup.TestLostGroupThatCannotBeLookedForIsSaid",
		"objects/organization/tag.TestLostTagThatCannotBeLookedForIsSaid",
		"objects/networking/virtualnetwork.TestLostNetworkThatCannotBeLookedForIsSaid",
		"objects/networking/ip.TestLostAddressThatCannotBeLookedForIsSaid",
		"objects/storage/filestoragevolume.TestLostVolumeThatCannotBeLookedForIsSaid",
		"objects/networking/loadbalancer.TestLostLoadBalancerThatCannotBeLookedForIsSaid",
		"objects/networking/loadbalancerrule.TestLostRuleThatCannotBeLookedForIsSaid",
		"objects/sailpoint/governancegroup.TestLostGroupThatCannotBeLookedForIsSaid",
		"objects/networking/selfsignedcertificate.TestLostCertificateThatCannotBeLookedForIsSaid",
		"objects/storage/objectstorageaccesskey.TestLostKeyThatCannotBeLookedForIsSaid",
		"objects/storage/objectstoragebucket.TestLostBucketThatCannotBeLookedForIsSaid",
	},
	"The answer to a change or a deletion is lost": {
		"objects/compute/virtualmachinegroup.TestPassingFailuresOfDeleteDoNotReachTheUser",
		"objects/networking/virtualmachinenetworkinterface.TestPassingRefusalsDoNotReachTheUser",
		"objects/storage/diskassignment.TestPassingRefusalsDoNotReachTheUser",
		"objects/sailpoint/governancegroup.TestPassingFailuresDoNotReachTheUser",
		"objects/networking/securitygroup.TestLostResponsesMakeNothingTwice",
		"objects/storage/objectstorageaccount.TestDeletionWhoseAnswerIsLostIsPurged",
		"objects/storage/objectstorageaccesskey.TestPassingFailuresOfDeleteDoNotReachTheUser",
		"objects/storage/objectstoragebucket.TestPassingFailuresOfChangesDoNotReachTheUser",
	},
	"All answers to an assignment are lost, and the disk cannot be read": {
		"objects/storage/diskassignment.TestAssignmentOfWhichNothingIsKnownIsInTheState",
	},
	"All answers to an allocation are lost": {
		"objects/networking/ipallocation.TestAllocationOfWhichNothingIsKnownIsInTheState",
	},
	"An address that an allocation owns is taken from its interface by others": {
		"objects/networking/ipallocation.TestDriftOfAnOwnedAddress",
		"objects/networking/ipallocation.TestHalfDestroyedAllocation",
	},
	"An address that an allocation owns is given to another machine by others": {
		"objects/networking/ipallocation.TestDriftOfAnOwnedAddress",
		"objects/networking/ipallocation.TestDestroyOfAnOwnedAddressThatHasChanged",
	},
	"Terraform is interrupted while something is being created": {
		"rest.TestCreateResponseIsAwaitedAfterTheCallerGivesUp",
		"rest.TestUnsentCreateEndsWithItsCaller",
	},
	"The machine is in the trash": {
		"objects/storage/diskassignment.TestMachineInTheTrashIsSaidAndKeepsItsDisk",
		"objects/networking/virtualmachinenetworkinterface.TestMachineInTheTrashIsSaidWithHowToRestoreIt",
		"objects/networking/ipallocation.TestMachineInTheTrashIsSaidAndKeepsItsAddress",
	},
	"A managed machine is put into the trash by others, or a destroy of it is killed": {
		"objects/compute/virtualmachine.TestMachineThatOthersPutIntoTheTrashStaysInTheState",
		"chaos.TestNothingIsLostWhenTheProviderIsKilled",
	},
	"A managed disk or file storage volume is put into the trash by others": {
		"objects/storage/disk.TestDiskInTheTrashIsSaidWithTheWayBack",
		"objects/storage/filestoragevolume.TestVolumeInTheTrashIsSaidWithTheWayBack",
	},
	"The API refuses something": {
		"objects/compute/virtualmachinegroup.TestRefusedCreateLeavesNothing",
		"objects/storage/diskassignment.TestEveryDocumentedAnswerOfAssign",
		"objects/networking/virtualmachinenetworkinterface.TestEveryDocumentedAnswerOfCreate",
		"objects/networking/securitygroup.TestRefusedCreateLeavesNothing",
		"objects/networking/securitygrouprule.TestRefusalsAreSaidAtTheirArgument",
	},
	"The API is unavailable for a moment, or its queue is full": {
		"objects/networking/virtualmachinenetworkinterface.TestPassingRefusalsDoNotReachTheUser",
	},
	"The API stays unavailable": {"objects/networking/virtualmachinenetworkinterface.TestEveryDocumentedAnswerOfCreate"},
	"The rate limit is used up": {
		"katapult.TestThreeThousandRequestsAtSixHundredAMinuteTakeLittleMoreThanTheyMust",
		"provider.TestWaitingForTheRateLimitIsToldOnceFromTheFirstRequestOn",
	},
	"Something else answers, such as a proxy or a login page": {
		"objects/compute/virtualmachinegroup.TestLoginPageInThePlaceOfTheAPILosesNothing",
		"katapult.TestNothingUsableIsNeverAnAnswer",
	},
	"A task fails": {
		"objects/storage/diskassignment.TestFailureAfterAssignIsTaintedAndRepairedByTheNextApply",
		"objects/networking/virtualmachinenetworkinterface.TestFailedDetachKeepsTheInterface",
		"objects/networking/selfsignedcertificate.TestCertificateThatIsNotIssuedIsReplacedByTheNextApply",
	},
	"A timeout is over while a task is at work": {
		"objects/storage/diskassignment.TestTimeoutNamesTheTask",
		"objects/storage/diskassignment.TestTimeoutsOfUpdateAndDeleteNameTheTaskAndAreContinued",
		"objects/networking/virtualmachinenetworkinterface.TestTimeoutNamesTheTaskAndKeepsTheInterface",
	},
	"Terraform is interrupted while a task is at work": {
		"objects/storage/diskassignment.TestInterruptedWaitEndsAtOnceAndIsContinued",
		"objects/networking/virtualmachinenetworkinterface.TestInterruptedWaitEndsAtOnceAndIsContinued",
		"katapult.TestEndOfContextEndsEveryWait",
	},
	"A creation fails halfway": {
		"objects/storage/diskassignment.TestFailureAfterAssignIsTaintedAndRepairedByTheNextApply",
		"objects/networking/virtualmachinenetworkinterface.TestFailureWhileAllocatingIsTaintedAndRepaired",
		"objects/sailpoint/governancegroupmembers.TestApplyAfterACreateThatFailedHalfwayDoesItAll",
		"objects/sailpoint/governancegroupmembers.TestDestroyAfterACreateThatFailedHalfwayRemovesWhomItAdded",
		"objects/networking/securitygroup.TestRefusedRuleOfANewGroupLeavesNoStranger",
		"objects/storage/objectstorageaccount.TestAccountThatCannotBeProvisionedIsTaintedAndReplaced",
		"objects/storage/objectstorageaccesskey.TestKeyWithoutCredentialsIsTaintedAndReplaced",
	},
	"A change fails halfway": {
		"objects/networking/virtualmachinenetworkinterface.TestFailureOfAnUpdateKeepsWhatItHasAllocated",
		"objects/networking/virtualmachinenetworkinterface.TestUpdateThatFailedHalfwayIsFinishedByTheNextApply",
		"objects/networking/securitygroup.TestAChangeThatFailsHalfwayGoesOn",
		"objects/storage/objectstorageaccesskey.TestFailedRenewalIsTriedAgain",
	},
	"The provider is killed":                           {"chaos.TestNothingIsLostWhenTheProviderIsKilled"},
	"The provider is killed while it builds a machine": {"chaos.TestNothingIsLostWhenTheProviderIsKilled"},
	"Several runs work on the same organization":       {"chaos.TestSeveralAppliesShareOneToken"},
	"Somebody deleted the object": {
		"objects/compute/virtualmachinegroup.TestDeletedOutsideIsCreatedAgain",
		"objects/organization/tag.TestDeletedOutsideIsCreatedAgain",
		"objects/storage/diskassignment.TestUnassignedOutsideIsAssignedAgain",
		"objects/networking/virtualmachinenetworkinterface.TestDestroyOfWhatIsGone",
		"objects/networking/securitygroup.TestDeletedOutsideIsCreatedAgain",
	},
	"Somebody changed the object": {
		"objects/compute/virtualmachinegroup.TestChangedOutsideIsChangedBack",
		"objects/organization/tag.TestChangedOutsideIsChangedBack",
		"objects/storage/diskassignment.TestDriftIsSeenBothWays",
		"objects/networking/virtualmachinenetworkinterface.TestDriftIsSeenBothWays",
		"objects/networking/securitygroup.TestChangedOutsideIsChangedBack",
	},
	"Somebody deletes the object between plan and apply": {
		"objects/compute/virtualmachinegroup.TestDeletedBetweenPlanAndDestroyIsNoError",
		"objects/compute/virtualmachinegroup.TestChangeByOthersBetweenPlanAndApply",
		"objects/storage/diskassignment.TestChangeByOthersBetweenPlanAndApply",
		"objects/networking/virtualmachinenetworkinterface.TestChangeByOthersBetweenPlanAndApply",
		"objects/sailpoint/governancegroup.TestChangeByOthersBetweenPlanAndApply",
		"objects/networking/securitygroup.TestChangedBetweenPlanAndApply",
		"objects/networking/securitygrouprule.TestDeletedBetweenPlanAndApply",
	},
	"A disk is assigned to another machine": {
		"objects/storage/diskassignment.TestDiskOfAnotherMachineIsRefusedBeforeAnythingIsChanged",
		"objects/storage/diskassignment.TestCreateBeforeDestroyThatIsImposedIsSaid",
	},
	"A disk or an address moves between two resources of one apply, or two swap theirs": {
		"objects/storage/diskassignment.TestSwapOfTwoDisksWorksInOneApply",
		"objects/networking/virtualmachinenetworkinterface.TestAddressesMoveBetweenInterfacesInOneApply",
		"objects/networking/ipallocation.TestAddressMovesBetweenTwoResourcesInOneApply",
		"objects/networking/ipallocation.TestTwoSwapTheirAddressesInOneApply",
	},
	"An address is taken, mistyped or of another network": {
		"objects/networking/virtualmachinenetworkinterface.TestInterfaceWhoseAddressesAreRefusedIsNotMade",
		"objects/networking/ipallocation.TestTakenAddressIsRefusedBeforeAnythingIsChanged",
		"objects/networking/virtualmachinenetworkinterface.TestUpdateWhoseAddressesAreRefusedChangesNothing",
	},
	"An interface that is to be destroyed has addresses that others allocated": {
		"objects/networking/virtualmachinenetworkinterface.TestDestroyWithAddressesThatAreNotManagedChangesNothing",
	},
	"An IP address is to be released, and something has it": {
		"objects/networking/ip.TestDestroyWaitsUntilTheSameRunHasTakenTheAddressFromItsOwner",
		"objects/networking/ip.TestAddressThatHasGotAnOwnerSinceThePlanIsNotReleased",
	},
	"A virtual network is to be destroyed, and network interfaces are on it": {
		"objects/networking/virtualnetwork.TestDestroyWaitsForTheInterfacesOfTheSameRun",
		"objects/networking/virtualnetwork.TestNetworkInUseIsNotDeletedAndTheReasonsAreShown",
	},
	"A certificate is to be destroyed, and rules of load balancers use it": {
		"objects/networking/selfsignedcertificate.TestDestroyWaitsForTheRuleOfTheSameRun",
		"objects/networking/selfsignedcertificate.TestCertificateInUseIsNotDeletedAndTheWayOutIsShown",
		"objects/networking/selfsignedcertificate.TestCreateBeforeDestroyReplacesACertificateInUse",
	},
	"A certificate is not issued": {
		"objects/networking/letsencryptcertificate.TestCertificateThatIsNotIssuedIsReplacedByTheNextApply",
		"objects/networking/selfsignedcertificate.TestCertificateThatIsIssuedAfterAllIsFine",
	},
	"Katapult renews a certificate, or cannot renew it": {
		"objects/networking/selfsignedcertificate.TestRenewalByKatapultIsNoChange",
		"objects/networking/selfsignedcertificate.TestCertificateThatClientsWillRefuseIsAWarning",
	},
	"Certificates are managed, and the API is too old for that": {
		"objects/networking/selfsignedcertificate.TestOlderAPIIsSaid",
		"objects/networking/certificate.TestOlderAPIIsSaid",
	},
	"An object storage account is to be destroyed, and buckets or access keys are in it": {
		"objects/storage/objectstorageaccount.TestDestroyWaitsForWhatTheSameRunDeletes",
		"objects/storage/objectstorageaccount.TestAccountWithOtherBucketsIsNotDestroyed",
	},
	"An object storage account is in the trash, and one is to be created in its region": {
		"objects/storage/objectstorageaccount.TestAccountStaysInTheTrashOnRequest",
		"objects/storage/objectstorageaccount.TestAccountThatOthersPutIntoTheTrashIsSaidWithTheWayBack",
	},
	"A bucket is to be destroyed, and objects are in it": {
		"objects/storage/objectstoragebucket.TestBucketWithObjectsIsNotDestroyed",
	},
	"The answer to new S3 credentials is lost": {
		"objects/storage/objectstorageaccesskey.TestCredentialsWhoseAnswerIsLostAreMadeAgain",
		"objects/storage/objectstorageaccesskey.TestKeyWithoutCredentialsIsTaintedAndReplaced",
		"objects/storage/objectstorageaccesskey.TestFailedRenewalIsTriedAgain",
	},
	"Katapult refuses a deletion, because something else needs the object": {
		"registry.TestRestrictedDeletionWaitsForTheRestOfTheRun",
		"registry.TestRestrictedDeletionIsExplained",
		"katapult.TestRestrictedDeletionIsSentAgainWhenThisProcessHasChangedSomething",
	},
	"A load balancer is deleted, and its rules with it": {
		"objects/networking/loadbalancerrule.TestRulesOfADeletedLoadBalancerCountAsDeleted",
	},
	"A machine gets a weight before it is behind the load balancer": {
		"objects/networking/loadbalancer.TestWeightOfAMachineThatIsNotInTheGroupYet",
	},
	"An interface with addresses is to be replaced, and `ip_address_ids` is left out": {
		"objects/networking/virtualmachinenetworkinterface.TestReplacementThatWouldLoseItsAddressesIsNotPlanned",
	},
	"A run that renames a resource ends before it has deleted the old address": {
		"objects/storage/diskassignment.TestDiskWithTwoAddressesStaysWhenOneIsRemoved",
		"crud.TestObjectWithTwoAddressesSurvivesTheDeletionOfOne",
	},
	"A resource is renamed without a `moved` block, or goes from `count` to `for_each`": {
		"objects/storage/diskassignment.TestDiskStaysAttachedWhenItsAddressChanges",
		"objects/sailpoint/governancegroupmembers.TestMembersStayWhenTheResourceIsRenamed",
	},
	"Two resources of one configuration manage the same assignment, or the members of the same group": {
		"chaos.TestTwoResourcesForOneObjectAreRefused",
		"objects/sailpoint/governancegroupmembers.TestSecondListOfMembersOfOneGroupIsRefused",
	},
	"A boot disk is in the state": {"objects/storage/diskassignment.TestBootDiskInTheStateIsSaidAndStaysAsItIs"},
	"A machine is stuck in a transition, or with a task": {
		"katapult.TestStuckMachineKeepsOthersForOneTimeoutAtTheMost",
		"katapult.TestTaskThatWasGivenUpIsNotWaitedForInTurns",
	},
	"The API is away while Terraform waits for something": {
		"katapult.TestOutageDoesNotEndTheWaitForAMachine",
		"katapult.TestOutageDoesNotEndTheWaitForATask",
	},
	"Setting the members of a group fails halfway": {
		"objects/sailpoint/governancegroupmembers.TestUntaintedMembersShowWhoIsStillToBeRemoved",
	},
	"Configuration and API write one ID, or a DNS record, differently": {
		"objects/dns/dnsrecord.TestSpellingIsNoChangeAndStaysAsItIsWritten",
		"objects/sailpoint/governancegroup.TestOwnerInAnotherSpellingIsTheSameOwner",
		"objects/sailpoint/governancegroupmembers.TestMembersInAnotherSpellingAreTheSameMembers",
	},
	"A DNS record, or the zone of a domain, exists already": {
		"objects/dns/dnsrecord.TestDuplicateIsRefusedWithTheBlockThatImportsIt",
		"objects/dns/dnsrecord.TestRenamedResourceIsCreatedWhenTheOldOneIsDeleted",
		"objects/dns/dnsrecord.TestValueMovesToANewRecord",
		"objects/dns/dnszone.TestExistingZoneIsRefusedWithTheBlockThatImportsIt",
		"objects/dns/dnszone.TestRenamedResourceIsCreatedWhenTheOldOneIsDeleted",
	},
	"A domain is not delegated within the timeout": {
		"objects/dns/dnszoneverification.TestAsksEveryFifteenToThirtySeconds",
		"objects/dns/dnszoneverification.TestNextApplyContinues",
	},
	"The answer to the build of a machine is lost": {
		"objects/compute/virtualmachine.TestBuildWhoseResponseIsLostMakesOneMachine",
		"chaos.TestNothingIsLostWithAnyAnswer",
	},
	"Two runs build machines with one host name at the same time": {
		"objects/compute/virtualmachine.TestBuildWhoseHostnameIsTakenMeanwhileNamesTheMachineThatHasIt",
	},
	"A build ends without a machine after the run that has asked for it": {
		"objects/compute/virtualmachine.TestBuildThatFailsWithoutAMachineAfterARunLeavesTheState",
	},
	"The build of a machine fails, or takes longer than its timeout": {
		"objects/compute/virtualmachine.TestFailedBuildIsReplacedByTheNextApply",
		"objects/compute/virtualmachine.TestMachineOfAnUnfinishedBuildIsFoundByTheNextRun",
	},
	"A host name is taken already": {
		"objects/compute/virtualmachine.TestTakenHostnameNamesTheMachineThatHasIt",
	},
	"The name of a file storage volume is taken already": {
		"objects/storage/filestoragevolume.TestTakenNameNamesTheVolumeThatHasIt",
		"objects/storage/filestoragevolume.TestNameOfAVolumeInTheTrashIsExplained",
	},
	"A file storage volume cannot be made or configured": {
		"objects/storage/filestoragevolume.TestUnfinishedCreateIsReplacedByTheNextApply",
		"objects/storage/filestoragevolume.TestVolumeThatFailsLaterIsSaid",
	},
	"A managed organization is to be destroyed, and something is left in it, or it is protected": {
		"objects/organization/managedorganization.TestProtectedOrganizationIsNotDeleted",
		"objects/organization/managedorganization.TestWhatIsLeftToDoIsListedBeforeAnythingIsDone",
	},
	"A managed organization is suspended, or the token has no access to it": {
		"objects/organization/managedorganization.TestWhatCannotBeReadStaysWhileItIsListed",
	},
	"A destroy of a machine stops halfway": {
		"objects/compute/virtualmachine.TestDestroyGoesOnWhereItStopped",
		"objects/compute/virtualmachine.TestMachineInTheTrashIsReplacedByAnApply",
	},
	"A machine that is to be destroyed has disks that are not its own": {
		"objects/compute/virtualmachine.TestMachineWithOtherDisksIsNotDeleted",
	},
	"A machine does not shut down": {
		"objects/compute/virtualmachine.TestMachineThatDoesNotShutDownIsTurnedOff",
	},
	"A change needs a machine that is stopped": {
		"objects/compute/virtualmachine.TestChangesThatNeedAStoppedMachine",
	},
	"A disk does not shrink, although Katapult says that it did": {
		"objects/storage/disk.TestShrinkThatDoesNotHappenSaysWhy",
	},
	"The token may not purge the trash": {
		"objects/compute/virtualmachine.TestTokenThatMayNotPurgeIsAWarning",
	},
	"The machine is starting or stopping": {
		"objects/storage/diskassignment.TestMachineInTransitionIsWaitedFor",
		"objects/networking/virtualmachinenetworkinterface.TestCreateWaitsForTheMachine",
	},
	"Others add a rule to a security group whose resource owns all rules": {
		"objects/networking/securitygroup.TestRulesOfOthersStayUntilAPlanShowsThem",
		"objects/networking/securitygroup.TestOwnRulesAreNoStrangers",
	},
	"A `katapult_security_group_rule` belongs to a group whose resource owns all rules": {
		"objects/networking/securitygrouprule.TestAFightIsSaidByThePlan",
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
